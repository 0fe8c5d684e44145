"""The programs under test and the config.ini that tells upstream's framework about them."""

from __future__ import annotations

import configparser
import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .upstream import Checkout

MODES = ("multiprocess", "monolithic")

#: Upstream's components and the program that shows that one was built.
PROGRAM_OF_COMPONENT = {
    "BUILD_BENCH": "bench_bitcoin",
    "ENABLE_CLI": "bitcoin-cli",
    "BUILD_BITCOIN_TX": "bitcoin-tx",
    "ENABLE_BITCOIN_UTIL": "bitcoin-util",
    "ENABLE_BITCOIN_CHAINSTATE": "bitcoin-chainstate",
    "ENABLE_WALLET_TOOL": "bitcoin-wallet",
    "ENABLE_BITCOIND": "bitcoind",
    "ENABLE_IPC": "bitcoin-node",
    "BUILD_GUI": "bitcoin-gui",
}
#: Components without a program of their own; whether they are there is read from the node's help.
OPTION_OF_COMPONENT = {
    "ENABLE_WALLET": "-disablewallet",
    "ENABLE_ZMQ": "-zmqpubrawblock",
    "ENABLE_EXTERNAL_SIGNER": "-signer",
}
OTHER_COMPONENTS = ("ENABLE_FUZZ_BINARY", "ENABLE_EMBEDDED_ASMAP", "ENABLE_USDT_TRACEPOINTS")


class MissingProgram(Exception):
    """A program that the mode needs was not built."""


@dataclass(frozen=True)
class Programs:
    """A folder with programs, and one of the two ways to run them."""

    directory: Path
    mode: str
    without: tuple[str, ...] = ()
    rpcauth: Path | None = None
    _help: dict[str, str] = field(default_factory=dict, repr=False)

    def check(self) -> None:
        """The programs that the mode cannot do without."""
        needed = ("bitcoin", "bitcoin-node") if self.mode == "multiprocess" else ("bitcoind",)
        for name in (*needed, "bitcoin-cli"):
            if not os.access(self.directory / name, os.X_OK):
                raise MissingProgram(f"no program {name} in {self.directory}")

    @property
    def node(self) -> Path:
        """The node's own program in this mode."""
        return self.directory / ("bitcoin-node" if self.mode == "multiprocess" else "bitcoind")

    def banner(self) -> str:
        """The first line of `-version`."""
        return self._output("-version").splitlines()[0]

    def _output(self, option: str) -> str:
        if option not in self._help:
            # Even this makes a data directory, which must not be the user's own.
            with tempfile.TemporaryDirectory() as home:
                run = subprocess.run(
                    [self.node, option],
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                    env={**os.environ, "HOME": home},
                )
            if run.returncode != 0 or not run.stdout:
                raise MissingProgram(f"{self.node} {option} failed: {run.stderr.strip() or run.returncode}")
            self._help[option] = run.stdout
        return self._help[option]

    def components(self) -> dict[str, bool]:
        """What upstream's framework shall believe to be built: what the build says of itself,
        else what the folder and the node's help show; minus what the caller wants left out."""
        built = configparser.ConfigParser(interpolation=None)
        built.read(self.directory.parent / "test" / "config.ini")
        found = {name: (self.directory / program).exists() for name, program in PROGRAM_OF_COMPONENT.items()}
        help_text = self._output("-help")
        found |= {name: f"{option}" in help_text for name, option in OPTION_OF_COMPONENT.items()}
        found |= dict.fromkeys(OTHER_COMPONENTS, False)
        for name in found:
            if built.has_option("components", name):
                found[name] = built.getboolean("components", name)
        return {name: there and not self._left_out(name) for name, there in found.items()}

    def _left_out(self, component: str) -> bool:
        words = {word.upper() for word in self.without}
        return component in words or component.removeprefix("ENABLE_").removeprefix("BUILD_") in words

    def write_config(self, core: Checkout, build: Path) -> Path:
        """Makes a build folder that upstream's framework accepts, and its config.ini."""
        build.mkdir(parents=True)
        (build / "bin").symlink_to(self.directory, target_is_directory=True)
        name = self.banner().partition(" daemon version")[0]
        config = configparser.ConfigParser(interpolation=None)
        config.optionxform = str  # type: ignore[assignment,method-assign]
        config["environment"] = {
            "CLIENT_NAME": name,
            "CLIENT_BUGREPORT": "the issue tracker of this project",
            "SRCDIR": str(core.path),
            "BUILDDIR": str(build),
            "EXEEXT": "",
            "RPCAUTH": str(self.rpcauth or core.path / "share" / "rpcauth" / "rpcauth.py"),
        }
        config["components"] = {key: str(value).lower() for key, value in self.components().items()}
        path = build / "config.ini"
        with path.open("w") as file:
            config.write(file)
        return path

    def environment(self, build: Path) -> dict[str, str]:
        """What the framework reads besides config.ini; nothing of the caller's own leaks in."""
        names = ("BITCOIN_BIN", "BITCOIND", "BITCOIN_BENCH", "BITCOINCLI", "BITCOINUTIL", "BITCOINTX")
        names += ("BITCOINCHAINSTATE", "BITCOINWALLET", "BITCOIN_CMD", "PYENV_VERSION")
        environment = {key: value for key, value in os.environ.items() if key not in names}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHON_GIL": "1"}
        if self.mode == "multiprocess":
            environment["BITCOIN_CMD"] = f"{shlex.quote(str(build / 'bin' / 'bitcoin'))} -m"
        return environment
