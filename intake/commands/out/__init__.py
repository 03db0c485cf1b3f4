"""Commands that write what leaves the house: tables, packs, score sheets."""
