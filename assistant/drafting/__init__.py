"""Drafting: what is asked, who may be told what, which sentences answer, and what each of them rests on."""
