"""A proposal that can be put on the table: Word, Excel and a page for the browser, all made from the same tables."""
