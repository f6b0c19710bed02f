"""Kibana's objects and their import."""
