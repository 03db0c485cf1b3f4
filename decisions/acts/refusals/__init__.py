"""Why an act is not done, in words, for the terminal and for the pages: the one place for them."""
