"""Slow measurements, outside the test suite."""
