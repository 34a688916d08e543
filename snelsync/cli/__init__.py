"""The command line: parse, call a use case, show what it reports."""
