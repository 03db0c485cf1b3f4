"""The operator's own tables: agencies, works that won, criteria; and the rules made from them."""
