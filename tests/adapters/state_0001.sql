BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE cursors (
	shop VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	PRIMARY KEY (shop, name)
);
CREATE TABLE customers (
	shop VARCHAR NOT NULL, 
	card VARCHAR NOT NULL, 
	customer_id VARCHAR NOT NULL, 
	PRIMARY KEY (shop, card)
);
CREATE TABLE documents (
	shop VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	shop_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	order_number VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	total VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	problems VARCHAR NOT NULL, 
	remote_id VARCHAR NOT NULL, 
	booking VARCHAR, 
	payload VARCHAR, 
	customer_id VARCHAR, 
	fingerprint VARCHAR NOT NULL, 
	since VARCHAR, 
	mapping_digest VARCHAR NOT NULL, 
	run_id INTEGER NOT NULL, 
	PRIMARY KEY (shop, kind, shop_id)
);
CREATE TABLE journal (
	entry_id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	run_id INTEGER NOT NULL, 
	shop VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	shop_id INTEGER NOT NULL, 
	event VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	PRIMARY KEY (entry_id)
);
CREATE TABLE orders (
	shop VARCHAR NOT NULL, 
	order_id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	gone BOOLEAN NOT NULL, 
	seen VARCHAR NOT NULL, 
	PRIMARY KEY (shop, order_id)
);
CREATE TABLE refunds (
	shop VARCHAR NOT NULL, 
	refund_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	fingerprint VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	gone BOOLEAN NOT NULL, 
	seen VARCHAR NOT NULL, 
	PRIMARY KEY (shop, refund_id)
);
CREATE TABLE runs (
	run_id INTEGER NOT NULL, 
	command VARCHAR NOT NULL, 
	started VARCHAR NOT NULL, 
	ended VARCHAR, 
	exit_code INTEGER, 
	mapping_digest VARCHAR NOT NULL, 
	PRIMARY KEY (run_id)
);
CREATE TABLE unreadable (
	shop VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	shop_id INTEGER NOT NULL, 
	refund_of INTEGER NOT NULL, 
	is_refund BOOLEAN NOT NULL, 
	problem VARCHAR NOT NULL, 
	PRIMARY KEY (shop, place)
);
CREATE TABLE vat_checks (
	shop VARCHAR NOT NULL, 
	typed VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	validity VARCHAR NOT NULL, 
	checked VARCHAR NOT NULL, 
	first_asked VARCHAR NOT NULL, 
	consultation VARCHAR NOT NULL, 
	PRIMARY KEY (shop, typed)
);
CREATE INDEX orders_by_number ON orders (shop, number);
CREATE INDEX refunds_by_order ON refunds (shop, order_id, refund_id);
CREATE INDEX documents_by_order ON documents (shop, order_id);
CREATE INDEX documents_by_outcome ON documents (shop, outcome);
CREATE UNIQUE INDEX documents_by_number ON documents (shop, lower(trim(number))) WHERE payload IS NOT NULL;
CREATE INDEX journal_by_document ON journal (shop, kind, shop_id);
COMMIT;
