"""Fault drills: see test/drill."""
