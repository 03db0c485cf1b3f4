"""A frozen list as people get it: a page to print and sign, and a workbook."""
