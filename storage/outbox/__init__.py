"""Replies: the steps each may take, which are due, and which came back or were overtaken."""
