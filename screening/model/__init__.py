"""The facts that go in and the decision that comes out."""
