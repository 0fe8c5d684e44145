"""A manual page in the language of man(7)."""

from __future__ import annotations

from .program_help import ProgramHelp


def escaped(text: str) -> str:
    """Text that roff takes as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def manual_page(program: ProgramHelp, date: str, others: list[str]) -> str:
    """The page of one program, which refers to the others."""
    lines = [
        f'.TH {program.name.upper()} 1 "{date}" "{escaped(program.version)}" "User Commands"',
        ".SH NAME",
        f"{escaped(program.name)} \\- {escaped(program.summary)}",
        ".SH SYNOPSIS",
    ]
    for usage in program.usage:
        name, _, rest = usage.partition(" ")
        lines += [f".B {escaped(name)}", f"\\fI\\,{escaped(rest)}\\/\\fR", ".br"]
    lines += [".SH DESCRIPTION"]
    for paragraph in program.description:
        lines += [escaped(paragraph), ".PP"]
    for section in program.sections:
        lines.append(f".SH {escaped(section.heading).upper()}")
        for entry in section.entries:
            lines += [".HP", f"\\fB{escaped(entry.usage)}\\fR", ".IP", escaped(entry.help)]
    lines.append(".SH COPYRIGHT")
    for line in program.copyright:
        lines += [escaped(line), ".br"]
    lines += [".SH SEE ALSO", ", ".join(f"{escaped(name)}(1)" for name in others if name != program.name)]
    return "\n".join(lines) + "\n"
