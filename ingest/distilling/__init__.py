"""Distilling: from a resolved conversation to a case, without any LLM."""
