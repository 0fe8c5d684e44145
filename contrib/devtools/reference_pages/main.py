"""The command line of contrib/devtools/reference."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from .completions import bash, fish, zsh
from .manual_page import manual_page
from .program_help import UnreadableHelp, program_help


def main(description: str) -> int:
    """Writes all pages; 1 with a message if a program's help cannot be read."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bin", type=Path, required=True, help="where the programs are")
    parser.add_argument("--out", type=Path, required=True, help="where the pages go")
    parser.add_argument("programs", nargs="+", help="their names")
    arguments = parser.parse_args()
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    date = time.strftime("%B %Y", time.gmtime(moment))
    try:
        for name in arguments.programs:
            program = program_help(arguments.bin / name)
            write(arguments.out / "man1" / f"{name}.1", manual_page(program, date, arguments.programs))
            write(arguments.out / "bash" / name, bash(program))
            write(arguments.out / "zsh" / f"_{name}", zsh(program))
            write(arguments.out / "fish" / f"{name}.fish", fish(program))
    except (UnreadableHelp, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def write(path: Path, text: str) -> None:
    """Writes a file and the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
