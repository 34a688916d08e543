"""One file per command; heavy imports stay inside the functions."""
