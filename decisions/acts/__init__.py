"""What persons do about entries: one transaction an act."""
