"""Reading one Excel workbook as an instance: guarded, cell by cell, every fault named by sheet and cell."""
