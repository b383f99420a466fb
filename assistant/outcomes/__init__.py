"""What became of drafts after sending, and what leads learn from it."""
