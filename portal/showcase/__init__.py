"""Samples that passed, shown to everybody where their enterprise agrees, and those that a manager recommends (推介)."""
