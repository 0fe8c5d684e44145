"""The checks behind contrib/devtools/lint."""
