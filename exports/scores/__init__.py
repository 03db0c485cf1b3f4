"""Score sheets: one workbook a judge, and one that gathers them."""
