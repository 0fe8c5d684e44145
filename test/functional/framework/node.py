"""A node under test: its folder, its process and the ways to reach it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from . import processes
from .binaries import Binaries
from .debuglog import DebugLog
from .ports import PortBlock
from .rpc import RPCClient, RPCError
from .wait import TIMEOUT_FACTOR, wait_until

#: Folder of each chain's data inside the data directory.
CHAIN_FOLDERS = {
    "regtest": "regtest",
    "signet": "signet",
    "testnet4": "testnet4",
    "test": "testnet3",
    "main": ".",
}

STARTING = (errno.ECONNREFUSED, errno.ECONNRESET, errno.EPIPE)
RPC_IN_WARMUP = -28


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    stdout: str
    stderr: str


class Node:
    """One node with a data directory of its own. It may be started many times."""

    def __init__(
        self, binaries: Binaries, directory: Path, ports: PortBlock, *, chain: str = "regtest"
    ) -> None:
        self.binaries = binaries
        self.datadir = directory
        self.chain = chain
        self.rpc_port = ports.take()
        self.p2p_port = ports.take()
        self.process: subprocess.Popen[bytes] | None = None
        self._client: RPCClient | None = None
        #: Whether the process cannot be called from here, and so ends by a signal.
        self.ends_by_signal = False
        self._runs = 0
        directory.mkdir(parents=True)
        self.write_config()

    # MARK: Files

    @property
    def chain_dir(self) -> Path:
        """Where this chain's files are."""
        return self.datadir / CHAIN_FOLDERS[self.chain]

    @property
    def config_file(self) -> Path:
        """The node's bitcoin.conf."""
        return self.datadir / "bitcoin.conf"

    @property
    def log(self) -> DebugLog:
        """The node's debug.log."""
        return DebugLog(self.chain_dir / "debug.log")

    @property
    def cookie(self) -> Path:
        """Credentials that the running node leaves for its owner."""
        return self.chain_dir / ".cookie"

    @property
    def socket(self) -> Path:
        """The unix socket of -ipcbind=unix."""
        return self.chain_dir / "node.sock"

    def write_config(self, *lines: str, top: tuple[str, ...] = ()) -> None:
        """Writes bitcoin.conf: what keeps the test on this machine, then `lines` of the chain's section."""
        section = (
            ()
            if self.chain == "main"
            else (
                f"{'chain=' if self.chain == 'test' else ''}{self.chain}"
                f"{'' if self.chain == 'test' else '=1'}",
                f"[{self.chain}]",
            )
        )
        basic = (
            f"rpcport={self.rpc_port}",
            f"port={self.p2p_port}",
            "bind=127.0.0.1",
            "connect=0",
            "dnsseed=0",
            "fixedseeds=0",
            "discover=0",
            "listenonion=0",
            "natpmp=0",
            "server=1",
        )
        self.config_file.write_text("\n".join((*top, *section, *basic, *lines)) + "\n")

    # MARK: Start and stop

    @property
    def pid(self) -> int:
        """The node's process."""
        assert self.process is not None, "the node was not started"
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def command(self, *options: str) -> list[str]:
        """The command line."""
        mode = os.environ.get("BITCOIN_TEST_SANDBOX")
        sandbox = [f"-sandbox={mode}"] if mode else []
        return [
            *self.binaries.node_command,
            f"-datadir={self.datadir}",
            "-printtoconsole=0",
            *sandbox,
            *options,
        ]

    def launch(
        self,
        *options: str,
        command: list[str] | None = None,
        new_group: bool = False,
        environment: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Starts the process and does not wait for anything."""
        assert not self.is_running, "the node is running already"
        self._runs += 1
        self.forget_client()
        with self._output("stdout").open("wb") as stdout, self._output("stderr").open("wb") as stderr:
            self.process = subprocess.Popen(
                command or self.command(*options),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                cwd=cwd or self.datadir.parent,
                env={**os.environ, **(environment or {})},
                process_group=0 if new_group else None,
            )

    def start(self, *options: str, timeout: float = 60, **launch: object) -> None:
        """Starts the node and returns when it answers calls."""
        self.cookie.unlink(missing_ok=True)
        self.launch(*options, **launch)  # type: ignore[arg-type]
        self.wait_ready(timeout=timeout)

    def wait_ready(self, *, timeout: float = 60) -> None:
        """Waits until the node has left its warm-up."""

        def ready() -> bool:
            if not self.is_running:
                raise AssertionError(f"the node ended while starting: {self.ended()}")
            try:
                self.rpc.getblockcount()
            except RPCError as error:
                if error.code != RPC_IN_WARMUP:
                    raise
                return False
            except FileNotFoundError:
                return False
            except OSError as error:
                self.forget_client()
                if error.errno not in STARTING and not isinstance(error, (ConnectionError, TimeoutError)):
                    raise
                return False
            return True

        wait_until("the node answers", ready, timeout=timeout, interval=0.05)

    def stop(self, *, timeout: float = 60, stderr: str | None = "") -> None:
        """Asks for the stop as a user does; it has to be clean, and silent unless `stderr` says otherwise."""
        answer = self.rpc.stop()
        assert answer.endswith(" stopping"), answer
        ended = self.wait_ended(timeout=timeout)
        assert ended.code == 0 and stderr in (None, ended.stderr), ended

    def terminate(self) -> None:
        """Ends the process as an administrator does; it has to be clean."""
        self.signal(signal.SIGTERM)
        ended = self.wait_ended()
        assert ended.code == 0, ended

    def restart(self, *options: str) -> None:
        """Stops the node, then starts it with other options."""
        self.stop()
        self.start(*options)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the node's process alone."""
        assert self.process is not None
        self.process.send_signal(number)

    def wait_ended(self, *, timeout: float = 60) -> Ended:
        """Waits for the end of the process."""
        assert self.process is not None, "the node was not started"
        started = time.monotonic()
        try:
            self.process.wait(timeout * TIMEOUT_FACTOR)
        except subprocess.TimeoutExpired as error:
            waited = time.monotonic() - started
            raise AssertionError(f"the node has not ended after {waited:.0f} s") from error
        self.forget_client()
        return self.ended()

    def ended(self) -> Ended:
        """Exit code and output of the last run."""
        assert self.process is not None and self.process.returncode is not None
        return Ended(self.process.returncode, self._read("stdout"), self._read("stderr"))

    def start_error(self, *options: str, timeout: float = 60) -> str:
        """Starts the node, which has to refuse; returns what it says on standard error."""
        self.launch(*options)
        ended = self.wait_ended(timeout=timeout)
        assert ended.code == 1, f"expected a refusal to start: {ended}"
        return ended.stderr

    # MARK: Calls

    @property
    def rpc(self) -> RPCClient:
        """A client with the node's cookie."""
        if self._client is None:
            self._client = RPCClient.with_cookie(self.rpc_port, self.cookie)
        return self._client

    def new_client(self, *, timeout: float = 60) -> RPCClient:
        """Another connection, for calls at the same time."""
        return RPCClient.with_cookie(self.rpc_port, self.cookie, timeout=timeout)

    def cli(self, *words: str, stdin: str = "", timeout: float = 60) -> Ended:
        """Runs bitcoin-cli for this node."""
        command = [*self.binaries.rpc_command(), f"-datadir={self.datadir}", *words]
        return run(command, stdin=stdin, timeout=timeout, cwd=self.datadir.parent)

    # MARK: The wallet's process

    def wallet(self, name: str) -> RPCClient:
        """A client of one wallet."""
        user, _, password = self.cookie.read_text().partition(":")
        return RPCClient(self.rpc_port, user, password, uri=f"/wallet/{quote(name, safe='')}")

    def wallet_process(self, *, timeout: float = 20) -> processes.Process:
        """The wallet process that this node has spawned."""

        def probe() -> processes.Process | None:
            children = [p for p in processes.descendants(self.pid) if p.name == "bitcoin-wallet"]
            return children[0] if children else None

        return wait_until("a bitcoin-wallet process under the node", probe, timeout=timeout)

    def _output(self, stream: str) -> Path:
        return self.datadir.parent / f"{self.datadir.name}.{self._runs}.{stream}"

    def _read(self, stream: str) -> str:
        return self._output(stream).read_text(errors="replace").strip()

    def forget_client(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def run(
    command: list[str],
    *,
    stdin: str = "",
    timeout: float = 60,
    cwd: Path | None = None,
    environment: dict[str, str] | None = None,
) -> Ended:
    """Runs a program to its end."""
    done = subprocess.run(
        command,
        input=stdin.encode(),
        capture_output=True,
        timeout=timeout * TIMEOUT_FACTOR,
        cwd=cwd,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
