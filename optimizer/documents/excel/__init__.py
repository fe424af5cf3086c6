"""The proposal as an Excel workbook: values with number formats, charts and print setup, and no formula."""
