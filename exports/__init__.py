"""What leaves the house: lists to sign, packs for the committee, score sheets, tables, evidence."""
