"""What leaves the house: tables, packs for the committee, score sheets, and the account of one entry."""
