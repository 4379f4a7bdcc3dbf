"""Referrers: who recommends enterprises, what is counted of it, and the irregular grants that thank them (P18)."""
