"""What a program says of itself, taken apart."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

USAGE = re.compile(r"^(?:Usage: |or: +)(?P<line>.+)$")
HEADING = re.compile(r"^\S.*:$")
ENTRY = re.compile(r"^ {2}(?P<usage>\S.*)$")
LAUNCHER_ENTRY = re.compile(r"^ {2}(?P<usage>\S.*?) {2,}(?P<help>\S.*)$")


class UnreadableHelp(Exception):
    """The program's help is not laid out as expected."""


@dataclass
class Entry:
    """An option or command, and what it does."""

    usage: str
    help: str

    @property
    def names(self) -> list[str]:
        """The words that can be typed: ``-datadir=`` where a value follows."""
        words = [word.strip() for word in self.usage.split(",")]
        return [re.sub(r"=.*|(?<=\w) .*", "=" if "=" in word else "", word) for word in words]


@dataclass
class Section:
    """A heading with its entries."""

    heading: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class ProgramHelp:
    """The help text of one program."""

    name: str
    version: str
    description: list[str] = field(default_factory=list)
    usage: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    copyright: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line for the index of manual pages."""
        first = self.description[0].split(". ")[0].rstrip(".") if self.description else ""
        return first.removeprefix(f"{self.name} ") or self.name


def ask(program: Path, *words: str) -> str:
    """What the program prints."""
    result = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise UnreadableHelp(f"{program} {' '.join(words)} failed: {result.stderr.strip()}")
    return result.stdout


def program_help(program: Path) -> ProgramHelp:
    """Asks a program for its help and version."""
    dashes = "--" if program.name == "bitcoin" else "-"
    title, *rights = ask(program, f"{dashes}version").rstrip().splitlines()
    version = re.search(r"version (\S+)", title)
    if version is None:
        raise UnreadableHelp(f"{program} does not say its version: {title}")
    result = ProgramHelp(program.name, version[1], copyright=[line for line in rights if line])
    if program.name == "bitcoin":
        result.description = ["bitcoin starts the programs of this package."]
    read(ask(program, f"{dashes}help"), result)
    if not result.usage or not result.sections:
        raise UnreadableHelp(f"{program} {dashes}help has no usage or no options")
    return result


def read(text: str, result: ProgramHelp) -> None:
    """Takes the help apart, line by line."""
    entry: Entry | None = None
    for line in text.splitlines():
        if match := USAGE.match(line):
            result.usage.append(re.sub(r"^\S+", result.name, match["line"]))
        elif HEADING.match(line):
            result.sections.append(Section(line[:-1]))
            entry = None
        elif result.sections and (match := LAUNCHER_ENTRY.match(line)):
            result.sections[-1].entries.append(Entry(match["usage"], match["help"]))
        elif result.sections and (match := ENTRY.match(line)):
            entry = Entry(match["usage"], "")
            result.sections[-1].entries.append(entry)
        elif entry and line.strip():
            entry.help = f"{entry.help} {line.strip()}".lstrip()
        elif not result.sections and not result.usage and line and " version v" not in line:
            result.description.append(line)
