"""Tables to hand over: files for a spreadsheet, and for programs."""
