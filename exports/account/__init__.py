"""The account of one entry: one page that is read without the program."""
