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
INSERT INTO "cursors" VALUES('shop.test','orders','2026-10-02T12:00:00.000000+00:00');
CREATE TABLE customers (
	shop VARCHAR NOT NULL, 
	card VARCHAR NOT NULL, 
	customer_id VARCHAR NOT NULL, 
	PRIMARY KEY (shop, card)
);
INSERT INTO "customers" VALUES('shop.test','BE0477472701','card-2');
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
INSERT INTO "documents" VALUES('shop.test','sale',173,173,'173','173','2026-10-01','12.10','booked','','[]','b-173','{"key":{"shop":"shop.test","kind":"sale","shop_id":173},"order_id":173,"order_number":"173","number":"173","day":"2026-10-01","customer":{"country":"NL","name":"Webshop particulieren NL","vat_number":"","business":null},"description":"Webshop order 173","payment_term":0,"lines":[{"account":8100,"description":"1 x MOK-1","amount":"10.00","treatment":"high","vat_kind":"high","reason":"21 %","source":"","cost_centre":null,"foreign":null,"is_vat":false}],"vat":[{"kind":"high","amount":"2.10"}],"total":"12.10","exchange":""}','{"regels": []}','card-1','ffffffffffffffffffffffffffffffff','2026-10-02T12:00:00.000000+00:00','mmmmmmmm',1);
INSERT INTO "documents" VALUES('shop.test','sale',175,175,'175','175','2026-10-01','12.10','booked','','[]','b-175','{"key":{"shop":"shop.test","kind":"sale","shop_id":175},"order_id":175,"order_number":"175","number":"175","day":"2026-10-01","customer":{"country":"BE","name":"Peeters & Zonen BVBA","vat_number":"BE0477472701","business":{"name":"Peeters & Zonen BVBA","vat_number":"BE0477472701","kvk":"","street":"Meir 24","postcode":"2000","city":"Antwerpen","email":""}},"description":"Webshop order 175","payment_term":0,"lines":[{"account":8100,"description":"1 x MOK-1","amount":"10.00","treatment":"high","vat_kind":"high","reason":"21 %","source":"","cost_centre":null,"foreign":null,"is_vat":false}],"vat":[{"kind":"high","amount":"2.10"}],"total":"12.10","exchange":""}','{"regels": []}','card-1','ffffffffffffffffffffffffffffffff','2026-10-02T12:00:00.000000+00:00','mmmmmmmm',1);
INSERT INTO "documents" VALUES('shop.test','credit',174,173,'173','174','2026-10-01','-12.10','sending','','[]','','{"key":{"shop":"shop.test","kind":"credit","shop_id":174},"order_id":173,"order_number":"173","number":"174","day":"2026-10-01","customer":{"country":"NL","name":"Webshop particulieren NL","vat_number":"","business":null},"description":"Webshop order 174","payment_term":0,"lines":[{"account":8100,"description":"1 x MOK-1","amount":"-10.00","treatment":"high","vat_kind":"high","reason":"21 %","source":"","cost_centre":null,"foreign":null,"is_vat":false}],"vat":[{"kind":"high","amount":"-2.10"}],"total":"-12.10","exchange":""}','{"regels": []}','card-1','ffffffffffffffffffffffffffffffff','2026-10-02T12:00:00.000000+00:00','mmmmmmmm',1);
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
INSERT INTO "journal" VALUES(1,'2026-10-02T12:00:00.000000+00:00',1,'shop.test','sale',173,'sending','invoice 173, EUR 12.10');
INSERT INTO "journal" VALUES(2,'2026-10-02T12:00:00.000000+00:00',1,'shop.test','sale',175,'sending','invoice 175, EUR 12.10');
INSERT INTO "journal" VALUES(3,'2026-10-02T12:00:00.000000+00:00',1,'shop.test','credit',174,'sending','invoice 174, EUR -12.10');
INSERT INTO "journal" VALUES(4,'2026-10-02T12:00:00.000000+00:00',1,'shop.test','sale',173,'booked','SnelStart id b-173');
INSERT INTO "journal" VALUES(5,'2026-10-02T12:00:00.000000+00:00',1,'shop.test','sale',175,'booked','SnelStart id b-175');
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
INSERT INTO "orders" VALUES('shop.test',173,'173','processing','463f11428d378af0c7beb1de017cf896','{"order_id":173,"number":"173","status":"processing","currency":"EUR","total":"12.10","total_tax":"2.10","created":"2026-10-01T12:00:00Z","modified":"2026-10-01T12:00:00Z","paid":"2026-10-01T12:00:00Z","completed":null,"prices_include_tax":true,"ship_country":"NL","bill_country":"NL","payment_method":"mollie_wc_gateway_ideal","transaction_id":"tr_1","created_via":"checkout","parent_id":0,"charges":[{"kind":"item","line_id":1730,"name":"Mok","code":"MOK-1","quantity":"1","net":"10.00","tax":"2.10","taxes":[{"rate_id":1,"amount":"2.10"}],"tax_class":"","product_id":0,"discount":"0"}],"tax_lines":[{"rate_id":1,"rate_code":"NL-BTW-1","percent":"21","country":"NL","goods_tax":"2.10","shipping_tax":"0"}],"coupons":[],"refunds":[{"refund_id":174,"amount":"12.10"}],"meta":[],"area":"","vat_number":"","business":null,"vat_check":null}',0,'2026-10-02T12:00:00.000000+00:00');
INSERT INTO "orders" VALUES('shop.test',175,'175','processing','506be2e6726c42f2de62a2487cd5b91d','{"order_id":175,"number":"175","status":"processing","currency":"EUR","total":"12.10","total_tax":"2.10","created":"2026-10-01T12:00:00Z","modified":"2026-10-01T12:00:00Z","paid":"2026-10-01T12:00:00Z","completed":null,"prices_include_tax":true,"ship_country":"BE","bill_country":"BE","payment_method":"mollie_wc_gateway_ideal","transaction_id":"tr_1","created_via":"checkout","parent_id":0,"charges":[{"kind":"item","line_id":1750,"name":"Mok","code":"MOK-1","quantity":"1","net":"10.00","tax":"2.10","taxes":[{"rate_id":1,"amount":"2.10"}],"tax_class":"","product_id":0,"discount":"0"}],"tax_lines":[{"rate_id":1,"rate_code":"NL-BTW-1","percent":"21","country":"NL","goods_tax":"2.10","shipping_tax":"0"}],"coupons":[],"refunds":[],"meta":[],"area":"","vat_number":"BE0477472701","business":{"name":"Peeters & Zonen BVBA","vat_number":"BE0477472701","kvk":"","street":"Meir 24","postcode":"2000","city":"Antwerpen","email":""},"vat_check":null}',0,'2026-10-02T12:00:00.000000+00:00');
INSERT INTO "orders" VALUES('shop.test',176,'176','processing','7e25c320a375d69ac8ba7376db9775e4','{"order_id":176,"number":"176","status":"processing","currency":"EUR","total":"12.10","total_tax":"2.10","created":"2026-10-01T12:00:00Z","modified":"2026-10-01T12:00:00Z","paid":"2026-10-01T12:00:00Z","completed":null,"prices_include_tax":true,"ship_country":"NL","bill_country":"NL","payment_method":"mollie_wc_gateway_ideal","transaction_id":"tr_1","created_via":"checkout","parent_id":0,"charges":[{"kind":"item","line_id":1760,"name":"Mok","code":"MOK-1","quantity":"1","net":"10.00","tax":"2.10","taxes":[{"rate_id":1,"amount":"2.10"}],"tax_class":"","product_id":0,"discount":"0"}],"tax_lines":[{"rate_id":1,"rate_code":"NL-BTW-1","percent":"21","country":"NL","goods_tax":"2.10","shipping_tax":"0"}],"coupons":[],"refunds":[],"meta":[],"area":"","vat_number":"","business":null,"vat_check":null}',0,'2026-10-02T12:00:00.000000+00:00');
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
INSERT INTO "refunds" VALUES('shop.test',174,173,'619e31537aa5e8c0e712b989db28e98a','{"refund_id":174,"order_id":173,"created":"2026-10-05T12:00:00Z","amount":"12.10","lines":[{"kind":"item","refunded_line_id":1730,"name":"Mok","code":"MOK-1","quantity":"1","net":"10.00","tax":"2.10","taxes":[{"rate_id":1,"amount":"2.10"}]}]}',0,'2026-10-02T12:00:00.000000+00:00');
CREATE TABLE runs (
	run_id INTEGER NOT NULL, 
	command VARCHAR NOT NULL, 
	started VARCHAR NOT NULL, 
	ended VARCHAR, 
	exit_code INTEGER, 
	mapping_digest VARCHAR NOT NULL, 
	PRIMARY KEY (run_id)
);
INSERT INTO "runs" VALUES(1,'push','2026-10-02T12:00:00.000000+00:00','2026-10-02T12:00:00.000000+00:00',3,'mmmmmmmm');
CREATE TABLE unreadable (
	shop VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	shop_id INTEGER NOT NULL, 
	refund_of INTEGER NOT NULL, 
	is_refund BOOLEAN NOT NULL, 
	problem VARCHAR NOT NULL, 
	PRIMARY KEY (shop, place)
);
INSERT INTO "unreadable" VALUES('shop.test',0,9,0,0,'{"code":"order_unreadable","message":"order 9: no sense","remedy":"look","where":"","severity":"hold"}');
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
INSERT INTO "vat_checks" VALUES('shop.test','BE0477472701','BE0477472701','valid','2026-10-02T12:00:00.000000+00:00','2026-10-01T12:00:00.000000+00:00','WAPI1');
CREATE INDEX orders_by_number ON orders (shop, number);
CREATE INDEX refunds_by_order ON refunds (shop, order_id, refund_id);
CREATE INDEX documents_by_order ON documents (shop, order_id);
CREATE INDEX documents_by_outcome ON documents (shop, outcome);
CREATE UNIQUE INDEX documents_by_number ON documents (shop, lower(trim(number))) WHERE payload IS NOT NULL;
CREATE INDEX journal_by_document ON journal (shop, kind, shop_id);
COMMIT;
