"""Delivery: replies leave through a port, from a queue in the database, by mail or by a signed webhook."""
