"""The tool behind contrib/core-suite: read main.py first."""
