"""Coding: from a reading to claims and quotes."""
