"""One entry in full: everything that came, went, was decided and was done, in order."""
