"""What a test function is given.

A test is a function `test_…(scene)` in a file of a folder beside `framework`. Its name says the
rule that it pins. It asks the scene for nodes and throws an exception where the rule is broken;
whatever it starts is cleared away afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .binaries import SOURCE, Binaries
from .display import Display
from .kernel import lack_of_sandbox
from .node import Ended, Node, run
from .ports import PortBlock
from .rpc import RPCError

WITHOUT_WALLETS = "this build has no wallets"


class Skipped(Exception):
    """The test cannot run here; the text says what is missing."""


class Scene:
    """A folder, some ports, and the programs under test."""

    def __init__(self, binaries: Binaries, directory: Path) -> None:
        self.binaries = binaries
        self.directory = directory
        self.ports = PortBlock()
        self.nodes: list[Node] = []
        #: What is to be done when everything has ended.
        self.closers: list[Callable[[], None]] = []
        #: See `own_display`.
        self.display: Display | None = None

    # MARK: Starting things

    def node(self, *, chain: str = "regtest") -> Node:
        """A node that is not running yet."""
        node = Node(self.binaries, self.directory / f"node{len(self.nodes)}", self.ports, chain=chain)
        self.nodes.append(node)
        return node

    def started(self, *options: str) -> Node:
        """A running node."""
        node = self.node()
        node.start(*options)
        return node

    def confined(self, *options: str) -> Node:
        """A running node whose sandbox is complete."""
        self.needs_wallet_process()
        self.needs_sandbox()
        return self.started("-sandbox=require", *options)

    def attached_wallet(
        self, node: Node, *options: str, process: Node | None = None, socket: Path | None = None
    ) -> Node:
        """A wallet process that attaches itself to the node: a new one, or one that has ended."""
        process = process or self.node()
        wallet = [str(self.binaries.program("bitcoin-wallet")), f"-datadir={node.datadir}"]
        process.launch(command=[*wallet, f"-ipcconnect=unix:{socket or node.socket}", *options])
        return process

    def reference(self, *, chain: str = "regtest") -> Node:
        """A node of Bitcoin Core that is not running yet: BITCOIN_REFERENCE names its bitcoind."""
        program = os.environ.get("BITCOIN_REFERENCE")
        if not program:
            raise Skipped("BITCOIN_REFERENCE names no bitcoind of Bitcoin Core")
        binaries = Binaries(Path(program).parent, (program,), None)
        node = Node(binaries, self.directory / f"node{len(self.nodes)}", self.ports, chain=chain)
        self.nodes.append(node)
        return node

    def run(self, program: str, *words: str, stdin: str = "", **environment: str) -> Ended:
        """Runs one of the programs under test to its end."""
        command = [str(self.needs_program(program)), *words]
        return run(command, stdin=stdin, cwd=self.directory, environment=environment)

    @property
    def transparent(self) -> tuple[str, ...]:
        """Options for a node whose wallet process can be looked into: in its sandbox only root can."""
        return () if self.is_anchor or os.geteuid() == 0 else ("-sandbox=off",)

    @property
    def own_display(self) -> Display:
        """What windows are shown on: one for the whole test."""
        if self.display is None:
            self.display = Display(self.directory)
            self.closers.append(self.display.close)
        return self.display

    # MARK: What a test needs

    @property
    def is_anchor(self) -> bool:
        """Whether Bitcoin Core's own programs are under test, to prove the tests themselves."""
        return os.environ.get("BITCOIN_TEST_ANCHOR") == "1"

    def needs_our_node(self, because: str) -> None:
        """For rules that Bitcoin Core does not have."""
        if self.is_anchor:
            raise Skipped(f"the anchor has no {because}")

    def needs_multiprocess(self) -> None:
        """For rules of bitcoin-node."""
        if not self.binaries.is_multiprocess:
            raise Skipped(f"{self.binaries.node_name} runs in one process and has no IPC")

    def needs_wallets(self) -> None:
        """For rules of wallets. A test that begins with one of their commands need not say it."""
        if not self.binaries.has_wallets:
            raise Skipped(WITHOUT_WALLETS)

    def needs_wallet_process(self) -> None:
        """For rules of the wallet's own process."""
        self.needs_wallets()
        self.needs_multiprocess()
        self.needs_our_node("wallet process")

    @property
    def lack_of_sandbox(self) -> str:
        """Why no sandbox can have all its parts here; empty where one can."""
        return lack_of_sandbox() if self.binaries.has_sandbox else "this build has no sandbox"

    def needs_sandbox(self) -> None:
        """For rules of a sandbox that has all its parts."""
        if self.lack_of_sandbox:
            raise Skipped(self.lack_of_sandbox)

    def needs_program(self, name: str) -> Path:
        """For rules of one program."""
        path = self.binaries.program(name)
        if not path.exists():
            if self.is_anchor:
                raise Skipped(f"the anchor has no {name}")
            if name == "bitcoin-wallet":
                self.needs_wallets()
            raise AssertionError(f"{name} was not built: {path}")
        return path

    def test_data(self, name: str) -> Path:
        """A file of real chain data."""
        folder = Path(os.environ.get("BITCOIN_TEST_DATA", SOURCE.parent / "shared" / "data"))
        path = folder / name
        if not path.exists():
            raise Skipped(f"no {name}: set BITCOIN_TEST_DATA to the folder with the test data")
        return path

    def finish(self) -> None:
        """After a test that has passed: what still runs has to stop cleanly."""
        for node in self.nodes:
            if node.is_running and node.ends_by_signal:
                node.terminate()
            elif node.is_running:
                node.stop()

    def close(self) -> None:
        """Gives back what a test has taken. Processes of programs under test are the runner's affair."""
        for close in self.closers:
            close()
        self.ports.close()


@contextmanager
def refused(code: int, message: str = "") -> Iterator[None]:
    """What happens inside has to be answered by this JSON-RPC error."""
    try:
        yield
    except RPCError as error:
        assert error.code == code, f"error {error.code} instead of {code}: {error.message}"
        assert message in error.message, f"not in the message: {message!r}: {error.message!r}"
    else:
        raise AssertionError(f"no error, expected {code} {message!r}")


def equal(actual: Any, expected: Any) -> None:
    """Both sides in the message where they differ."""
    assert actual == expected, f"{actual!r} is not {expected!r}"
