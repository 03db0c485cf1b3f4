"""The transactions that judge a message, for the first time or again."""
