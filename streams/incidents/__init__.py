"""Incidents: the same event told by several outlets, or by several sentences of one."""
