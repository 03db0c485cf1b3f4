"""Tables of the records, as XLSX and as CSV."""
