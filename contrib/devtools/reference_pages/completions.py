"""Completions for bash, zsh and fish."""

from __future__ import annotations

from .program_help import Entry, ProgramHelp

# bitcoin-cli alone takes commands that only a node knows; it is asked where one answers.
BASH = """# bash completion of {name}(1); generated from its -help.
_{function}() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}}
    local words='{words}'
{live}    COMPREPLY=()
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$cur")
    [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *= ]] && compopt -o nospace
    return 0
}}
complete -o default -F _{function} {name}
"""

BASH_LIVE = """    if [[ $cur != -* ]]; then
        words+=" $(bitcoin-cli help 2>/dev/null | sed -n 's/^\\([a-z]*\\).*/\\1/p')"
    fi
"""

ZSH = """#compdef {name}
# zsh completion of {name}(1); generated from its -help.
_arguments \\
{arguments}
    '*: :_files'
"""


def entries(program: ProgramHelp) -> list[Entry]:
    """Everything that can be typed after the program's name."""
    return [entry for section in program.sections for entry in section.entries]


def bash(program: ProgramHelp) -> str:
    """For bash."""
    words = [name for entry in entries(program) for name in entry.names]
    return BASH.format(
        name=program.name,
        function=program.name.replace("-", "_"),
        words=" ".join(words),
        live=BASH_LIVE if program.name == "bitcoin-cli" else "",
    )


def zsh(program: ProgramHelp) -> str:
    """For zsh."""
    arguments = []
    for entry in entries(program):
        for name in entry.names:
            if name.startswith("-"):
                value = ": :_files" if name.endswith("=") else ""
                text = shortened(entry.help).replace("[", "(").replace("]", ")").replace(":", "\\:")
                arguments.append(f"    '{name.replace('=', '=-')}[{quoted(text)}]{value}' \\")
    return ZSH.format(name=program.name, arguments="\n".join(arguments))


def fish(program: ProgramHelp) -> str:
    """For fish."""
    lines = [f"# fish completion of {program.name}(1); generated from its -help."]
    for entry in entries(program):
        for name in entry.names:
            lines.append(f"complete -c {program.name} -a '{name}' -d '{quoted(shortened(entry.help))}'")
    return "\n".join(lines) + "\n"


def shortened(text: str) -> str:
    """The first sentence, without its defaults."""
    return text.split(". ")[0].split(" (default")[0].rstrip(".")


def quoted(text: str) -> str:
    """Inside single quotes."""
    return text.replace("\\", "\\\\").replace("'", "’")
