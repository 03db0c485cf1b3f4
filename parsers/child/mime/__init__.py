"""A raw message taken apart: headers, texts, file names, transfer encodings."""
