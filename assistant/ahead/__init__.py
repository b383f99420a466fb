"""Drafts that are there when a ticket is opened."""
