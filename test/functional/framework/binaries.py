"""Which programs are under test, and how each is called.

`BITCOIND` names the node's program, `BITCOIN_CMD` the wrapper with its options (such as
`bitcoin -m`). Where neither is set, the build's own bitcoin-node is taken, or bitcoind if there is none.
"""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: The top of the source tree.
SOURCE = Path(__file__).resolve().parents[3]


class Misconfigured(Exception):
    """The run cannot start: a program or setting is missing."""


def read_config(path: Path | None) -> configparser.ConfigParser:
    """`config.ini` as the build wrote it; empty where there is none."""
    config = configparser.ConfigParser(interpolation=None)
    if path is not None and path.exists():
        config.read(path)
    return config


@dataclass(frozen=True)
class Binaries:
    """The programs under test."""

    directory: Path
    node_command: tuple[str, ...]
    wrapper_command: tuple[str, ...] | None
    #: Whether the build has wallets.
    has_wallets: bool = True
    #: Whether its programs can confine themselves.
    has_sandbox: bool = True

    @classmethod
    def resolve(cls, config: configparser.ConfigParser) -> Binaries:
        """From the environment first, then from the build's configuration."""
        build = Path(config.get("environment", "BUILDDIR", fallback=str(SOURCE / "build")))
        directory = build / "bin"
        if program := os.environ.get("BITCOIND"):
            path = shutil.which(program)
            if path is None:
                raise Misconfigured(f"BITCOIND: no such program: {program}")
            # Siblings of the named node are tested with it, if it has any.
            beside = Path(path).absolute().parent
            directory = beside if (beside / "bitcoin-cli").exists() else directory
            return cls(directory, (str(Path(path).absolute()),), None)
        if command := os.environ.get("BITCOIN_CMD"):
            words = shlex.split(command)
            search = os.pathsep.join([str(directory), os.environ.get("PATH", "")])
            path = shutil.which(words[0], path=search)
            if path is None:
                raise Misconfigured(f"BITCOIN_CMD: no such program: {words[0]}")
            wrapper = (str(Path(path).absolute()), *words[1:])
            return cls(Path(wrapper[0]).parent, (*wrapper, "node"), wrapper)
        # A build without IPC has the monolithic program only.
        name = "bitcoin-node" if (directory / "bitcoin-node").exists() else "bitcoind"
        components = (
            config.getboolean("components", component, fallback=True)
            for component in ("ENABLE_WALLET", "ENABLE_SANDBOX")
        )
        return cls(directory, (str(directory / name),), None, *components)

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.directory / name

    def rpc_command(self) -> tuple[str, ...]:
        """What upstream's tests call too: the wrapper names arguments by default, bitcoin-cli does not."""
        if self.wrapper_command:
            return (*self.wrapper_command, "rpc", "-nonamed")
        return (str(self.program("bitcoin-cli")),)

    @cached_property
    def node_name(self) -> str:
        """The program that finally runs: bitcoind or bitcoin-node."""
        command = [*self.node_command, "-version"]
        try:
            # Even this makes a data directory, which must not be the user's own.
            with tempfile.TemporaryDirectory() as home:
                run = subprocess.run(
                    command,
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                    env={**os.environ, "HOME": home},
                )
        except OSError as error:
            raise Misconfigured(f"cannot run {' '.join(command)}: {error}") from error
        if run.returncode != 0 or not run.stdout.strip():
            raise Misconfigured(f"{' '.join(command)} failed: {run.stderr.strip() or run.returncode}")
        return run.stdout.splitlines()[0].split()[-1]

    @property
    def is_multiprocess(self) -> bool:
        """Whether the node under test is the one that has the wallet in a process of its own."""
        return self.node_name == "bitcoin-node"
