"""Manual pages and shell completions, made from the help of the programs."""
