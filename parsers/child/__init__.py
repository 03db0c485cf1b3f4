"""Everything that touches hostile bytes, run in a limited process of its own."""
