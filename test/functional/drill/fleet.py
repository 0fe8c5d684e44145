"""The programs of a drill: a node with its own wallet process, a node with an attached one, a mining client,
windows perhaps, and a reference that is never harmed.

    miner ─relay─ node-a ─relay─┐
                    └ wallet-a  reference
    wallet-b ─relay─ node-b ─relay─┘
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from framework import processes
from framework.binaries import Binaries
from framework.node import Node
from framework.relay import Relay
from framework.rpc import RPCClient, RPCError
from framework.scene import Scene
from framework.suite import FUNCTIONAL
from framework.transactions import ANCHOR
from framework.wait import TimedOut, wait_until

from . import shim
from .violation import Violation

#: Wallets of each node; those with a passphrase are encrypted.
WALLETS = {"node-a": ("alice", "anna"), "node-b": ("bob", "berta")}
PASSPHRASES = {"anna": "open sesame", "berta": "correct horse"}
WALLET_OPTIONS = ("-fallbackfee=0.0002", "-keypool=10")
#: What the second node and the reference also keep.
INDEXES = ("-coinstatsindex", "-blockfilterindex", "-txindex")
#: What a file system of a node's own holds: a node stops where fewer than 50 MB are free.
NODE_DISK, WALLET_DISK = 224 << 20, 24 << 20
#: The error of a wallet whose memory and file may differ.
FILE_NOT_WRITTEN = -20
#: After how many seconds another block decides between branches of the same length.
TIE = 5
#: Until when a program has to be back after a fault, in seconds.
PATIENCE = 90


@dataclass(frozen=True)
class Settings:
    """What a drill is given."""

    seed: int
    reference: Path | None = None
    gui: Path | None = None
    #: Seconds between blocks of the mining client, on average.
    block_interval: float = 1.0


@dataclass
class Program:
    """A program that is no node: it is started again with the same command line."""

    command: list[str]
    output: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it; its output goes to the end of one file."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.environment},
            )

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None


class Fleet:
    """All programs, and how to bring them back."""

    def __init__(self, scene: Scene, settings: Settings) -> None:
        self.scene = scene
        self.settings = settings
        self.directory = scene.directory
        self.restarts: dict[str, int] = {}
        self.reopened = 0
        #: Blocks that the reference has left for others.
        self.taken_back = 0
        self.library = shim.build(self.directory)
        self.has_disks = os.geteuid() == 0 and shutil.which("mount") is not None
        self.mounts: list[Path] = []
        self.relays: dict[str, Relay] = {}
        self.shims: dict[str, shim.Shim] = {}
        for name in ("node-a", "node-b", "wallet-b"):
            if self.library is not None:
                self.shims[name] = shim.Shim(self.library, self.directory / f"{name}.control")
        self.reference = self._reference()
        self.nodes = {name: scene.node() for name in ("node-a", "node-b")}
        #: Holds the attached wallet's process.
        self.attached = scene.node()
        self.miner: Program | None = None
        self.gui: Program | None = None
        self.gate = self.directory / "gate"
        #: Programs that a fault may have ended, each with the exit codes that are in order.
        self.may_be_down: dict[str, tuple[int, ...]] = {}
        #: Wallets that a fault may have closed.
        self.may_be_closed = False
        #: Whose sandbox has processes outside.
        self.sides: set[str] = set()

    def _reference(self) -> Node:
        program = self.settings.reference
        if program is None:
            return self.scene.node()
        binaries = Binaries(program.parent, (str(program),), None)
        node = Node(binaries, self.directory / "reference", self.scene.ports)
        self.scene.nodes.append(node)
        return node

    # MARK: Setting up

    def start(self) -> None:
        """Starts all, with wallets that have coins."""
        port = self.reference.p2p_port
        self.reference.start("-listen=1", "-disablewallet", "-whitelist=noban,relay@127.0.0.1", *INDEXES)
        for name, node in self.nodes.items():
            relay_port = self.scene.ports.take()
            self.relays[f"peers-of-{name}"] = Relay.tcp(relay_port, port)
            text = node.config_file.read_text()
            node.config_file.write_text(text.replace("connect=0", f"connect=127.0.0.1:{relay_port}"))
        if self.has_disks:
            self._mount(self.nodes["node-a"].datadir, NODE_DISK)
            folder = self.nodes["node-b"].chain_dir / "wallets"
            folder.mkdir(parents=True)
            self._mount(folder, WALLET_DISK)
        for name in self.nodes:
            self.start_node(name)
        self.sides = {name.partition("-")[2] for name in self.pids() if name.startswith("deputy-")}
        links = (("miner", "node-a"), ("wallet-b", "node-b"))
        for link, name in links:
            path = self.directory / f"{link}.sock"
            self.relays[link] = Relay.unix(path, self.nodes[name].socket)
        self.attach()
        wait_until("the second wallet process is attached", self._can_make_wallets, timeout=60)
        self._make_wallets()

    def _mount(self, folder: Path, size: int) -> None:
        kept = [(path, path.read_bytes()) for path in folder.iterdir() if path.is_file()]
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "drill", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.has_disks = False
            return
        self.mounts.append(folder)
        for path, content in kept:
            path.write_bytes(content)

    def _can_make_wallets(self) -> bool:
        try:
            return self.nodes["node-b"].rpc.listwallets() == []
        except RPCError:
            return False

    def _make_wallets(self) -> None:
        for name, wallets in WALLETS.items():
            for wallet in wallets:
                passphrase = PASSPHRASES.get(wallet, "")
                rpc = self.nodes[name].rpc
                rpc.createwallet(wallet, load_on_startup=name == "node-a", passphrase=passphrase)
                address = self.nodes[name].wallet(wallet).getnewaddress()
                self.reference.rpc.generatetoaddress(8, address)
        self.reference.rpc.generatetodescriptor(100, f"raw({ANCHOR.hex()})")
        for name in self.nodes:
            self.wait_for_tip(name)

    def start_miner(self) -> None:
        """A mining client whose coinbases the wallets get."""
        scripts = self.directory / "scripts"
        lines = [ANCHOR.hex()]
        for name, wallets in WALLETS.items():
            for wallet in wallets:
                rpc = self.nodes[name].wallet(wallet)
                lines += [rpc.getaddressinfo(rpc.getnewaddress())["scriptPubKey"] for _ in range(3)]
        scripts.write_text("\n".join(lines))
        words = [self.directory / "miner.sock", scripts, self.gate, self.settings.seed]
        self.miner = Program(
            [
                sys.executable,
                "-m",
                "drill.miner",
                *(str(word) for word in words),
                str(self.settings.block_interval),
            ],
            self.directory / "miner.output",
            {"PYTHONPATH": str(FUNCTIONAL)},
        )
        self.miner.start()

    def attach_gui(self, gui: Program) -> None:
        """Starts windows, over a wire of their own to the first node."""
        self.relays["gui"] = Relay.unix(self.directory / "gui.sock", self.nodes["node-a"].socket)
        self.gui = gui
        gui.start()
        with suppress(TimedOut):
            wait_until("stewards of the windows", lambda: "deputy-gui" in self.pids(), timeout=10)
            self.sides.add("gui")

    def launch_node(self, name: str) -> None:
        """Starts a node and waits for nothing."""
        node = self.nodes[name]
        node.cookie.unlink(missing_ok=True)
        node.launch(*self._options(name), environment=self._environment(name))

    def start_node(self, name: str) -> None:
        """Starts a node and waits until it answers."""
        self.launch_node(name)
        self.nodes[name].wait_ready(timeout=PATIENCE)

    def _options(self, name: str) -> tuple[str, ...]:
        wallet = WALLET_OPTIONS if name == "node-a" else ("-disablewallet", *INDEXES)
        return ("-ipcbind=unix", *wallet)

    def _environment(self, name: str) -> dict[str, str]:
        return self.shims[name].environment if name in self.shims else {}

    def attach(self) -> None:
        """Starts the wallet process of the second node."""
        node = self.nodes["node-b"]
        known = [f"-wallet={wallet}" for wallet in WALLETS["node-b"]]
        existing = [word for word in known if (node.chain_dir / "wallets" / word[8:]).exists()]
        command = [str(self.scene.binaries.program("bitcoin-wallet")), f"-datadir={node.datadir}"]
        socket = f"-ipcconnect=unix:{self.directory / 'wallet-b.sock'}"
        self.attached.launch(
            command=[*command, socket, *WALLET_OPTIONS, *existing], environment=self._environment("wallet-b")
        )

    # MARK: Who is who

    def pids(self) -> dict[str, int]:
        """Every program that runs, the reference too."""
        found = {name: node.pid for name, node in self.nodes.items() if node.is_running}
        for name in list(found):
            side = name[-1]
            children = processes.descendants(found[name])
            found |= {f"wallet-{side}": p.pid for p in children if p.name == "bitcoin-wallet"}
            found |= self._stewards(side, found[name], "bitcoin-node")
        if self.attached.is_running:
            found["wallet-b"] = self.attached.pid
        for name, program in (("miner", self.miner), ("gui", self.gui)):
            if program is not None and program.process is not None and program.is_running:
                found[name] = program.process.pid
        if "gui" in found:
            found |= self._stewards("gui", found["gui"], Path(self.gui.command[0]).name if self.gui else "")
        if self.reference.is_running:
            found["reference"] = self.reference.pid
        return found

    def _stewards(self, side: str, pid: int, program: str) -> dict[str, int]:
        """The processes outside of a program's sandbox: the older one works, the other one waits."""
        children = (p for p in processes.descendants(pid) if p.name == program and p.parent == pid)
        return dict(zip((f"steward-{side}", f"deputy-{side}"), sorted(p.pid for p in children), strict=False))

    def handle(self, name: str) -> subprocess.Popen[bytes] | subprocess.Popen[str] | None:
        """A program that the drill has started itself."""
        if name in self.nodes:
            return self.nodes[name].process
        if name == "wallet-b":
            return self.attached.process
        program = {"miner": self.miner, "gui": self.gui}.get(name)
        return program.process if program is not None else None

    def send(self, name: str, number: signal.Signals) -> bool:
        """Sends a signal to a program; says whether there was one."""
        pid = self.pids().get(name)
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def client(self, name: str) -> RPCClient:
        """A new connection to a node."""
        return self.reference.new_client() if name == "reference" else self.nodes[name].new_client()

    # MARK: Getting well

    def settle(self) -> None:
        """Everything runs and serves again, or that is a violation."""
        for name in self.nodes:
            self._settle_node(name)
        self._settle_attached()
        for name in self.nodes:
            self._settle_wallets(name)
        for name, program in (("miner", self.miner), ("gui", self.gui)):
            if program is not None and not program.is_running:
                assert program.process is not None
                self._check_end(name, program.process.returncode, str(program.output))
                program.start()
        self._settle_stewards()
        self.may_be_down.clear()
        self.may_be_closed = False

    def _settle_node(self, name: str) -> None:
        node = self.nodes[name]
        if name in self.may_be_down and node.is_running and self._is_ending(node):
            with suppress(AssertionError):
                node.wait_ended(timeout=PATIENCE)
        if not node.is_running:
            ended = node.wait_ended()
            self._check_end(name, ended.code, ended.stderr)
            self.start_node(name)
            return
        try:
            node.wait_ready(timeout=PATIENCE)
        except (AssertionError, OSError) as error:
            raise Violation(f"{name} does not answer: {error}") from error

    def _is_ending(self, node: Node) -> bool:
        """Whether a node that may stop does so: it is asked for a while."""
        try:
            wait_until("the node to go", lambda: not node.is_running, timeout=1)
        except TimedOut:
            text = node.log.text()
            return "Shutdown in progress" in text[text.rfind("Bitcoin Core version") :]
        return True

    def _settle_stewards(self) -> None:
        wanted = {f"{role}-{side}" for role in ("steward", "deputy") for side in self.sides}
        try:
            wait_until("both are there", lambda: wanted <= self.pids().keys(), timeout=PATIENCE, interval=0.1)
        except TimedOut as error:
            raise Violation(f"stewards do not come back: {wanted - self.pids().keys()}") from error

    def _settle_attached(self) -> None:
        if self.attached.is_running:
            return
        ended = self.attached.wait_ended()
        self._check_end("wallet-b", ended.code, ended.stderr)
        self.attach()

    def _settle_wallets(self, name: str) -> None:
        expected = set(WALLETS[name])
        rpc = self.nodes[name].new_client()

        def served() -> bool:
            try:
                loaded = set(rpc.listwallets())
            except (RPCError, OSError):
                return False
            if self.may_be_closed:
                for wallet in expected:
                    self._open_again(name, rpc, wallet, is_loaded=wallet in loaded)
            return loaded == expected

        try:
            wait_until(f"{name} serves its wallets", served, timeout=PATIENCE, interval=0.1)
        except TimedOut as error:
            raise Violation(f"{name} does not serve its wallets again") from error
        finally:
            rpc.close()

    def _open_again(self, name: str, rpc: RPCClient, wallet: str, *, is_loaded: bool) -> None:
        """What a user does with a wallet whose file could not be written: it serves nobody until then."""
        with suppress(RPCError):
            if is_loaded:
                try:
                    self.nodes[name].wallet(wallet).getwalletinfo()
                    return
                except RPCError as error:
                    if error.code != FILE_NOT_WRITTEN:
                        return
                rpc.unloadwallet(wallet)
            rpc.loadwallet(wallet)
            self.reopened += 1

    def _check_end(self, name: str, code: int, said: str) -> None:
        allowed = self.may_be_down.get(name)
        if allowed is None or code not in allowed:
            raise Violation(f"{name} ended with {code}: {said[-2000:]}")
        self.restarts[name] = self.restarts.get(name, 0) + 1

    def wait_for_tip(self, name: str) -> None:
        """Waits until a node has the reference's best block."""
        reference, rpc = self.reference.rpc, self.nodes[name].rpc

        since = time.monotonic()

        def agrees() -> bool:
            nonlocal since
            # While they were apart the node may have got the longer branch.
            if rpc.getbestblockhash() == reference.getbestblockhash():
                return True
            if rpc.getblockcount() == reference.getblockcount() and time.monotonic() - since > TIE:
                # Of two branches of the same length each keeps the one that it saw first.
                reference.generatetodescriptor(1, f"raw({ANCHOR.hex()})")
                since = time.monotonic()
            return False

        try:
            wait_until(f"{name} and the reference agree", agrees, timeout=PATIENCE)
        except TimedOut as error:
            tips = [each.getchaintips() for each in (rpc, reference)]
            raise Violation(f"{name} and the reference do not agree on a chain: {tips}") from error

    # MARK: Ending

    def stop(self) -> None:
        """Every program stops in an orderly way, or that is a violation."""
        for name, program in (("miner", self.miner), ("gui", self.gui)):
            if program is not None and program.process is not None:
                program.process.terminate()
                try:
                    code = program.process.wait(20)
                except subprocess.TimeoutExpired as error:
                    raise Violation(f"{name} does not end when it is asked to") from error
                if name == "gui" and code != 0:
                    raise Violation(f"{name} ended with {code} when it was asked to end")
        for name, node in (*self.nodes.items(), ("reference", self.reference)):
            try:
                node.stop(timeout=60)
            except AssertionError as error:
                raise Violation(f"{name} does not stop as it should: {error}") from error
        self.attached.signal(signal.SIGTERM)
        ended = self.attached.wait_ended(timeout=60)
        if ended.code != 0:
            raise Violation(f"wallet-b does not stop as it should: {ended}")

    def clear(self, *, keep: bool) -> None:
        """Unmounts; the files are copied to where they seemed to be, if they are to be kept."""
        for relay in self.relays.values():
            relay.close()
        if keep:
            # As it is, and not as it would go on to be.
            for name in self.pids():
                self.send(name, signal.SIGKILL)
        for folder in reversed(self.mounts):
            copy = self.directory / f"{folder.name}.kept"
            if keep:
                (folder / "ballast").unlink(missing_ok=True)
                shutil.copytree(folder, copy, ignore_dangling_symlinks=True, ignore=_no_sockets)
            subprocess.run(["umount", "-l", str(folder)], check=False)
            if keep:
                shutil.copytree(copy, folder, dirs_exist_ok=True)
                shutil.rmtree(copy)


def _no_sockets(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_socket()]
