"""From one form of an instance to the other, a folder or a workbook, and a template to begin with."""
