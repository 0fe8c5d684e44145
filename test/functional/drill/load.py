"""What keeps the programs busy: wallets that pay each other, and clients that ask."""

from __future__ import annotations

import collections
import http.client
import random
import socket
import threading
import time
from dataclasses import dataclass, field

from framework.rpc import RPCClient, RPCError

from .fleet import PASSPHRASES, WALLETS, Fleet

NEEDS_PASSPHRASE = -13
#: Answers that a wallet may give at any time: it has no coins left to spend, or too many are unconfirmed, or
#: what is to be replaced has been mined or spent meanwhile.
ORDINARY = (-1, -4, -6, -8)
QUESTIONS = (
    "getblockchaininfo",
    "getmempoolinfo",
    "getbestblockhash",
    "getpeerinfo",
    "getipcinfo",
    "getnettotals",
)
WALLET_QUESTIONS = ("getbalances", "listunspent", "getwalletinfo", "listtransactions")


@dataclass
class Journal:
    """What callers were told: each of these transactions has to be known for good."""

    payments: dict[str, list[str]] = field(
        default_factory=lambda: {w: [] for ws in WALLETS.values() for w in ws}
    )
    calls: int = 0
    refusals: collections.Counter[str] = field(default_factory=collections.Counter)
    interruptions: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def paid(self, wallet: str, txid: str) -> None:
        """A wallet has answered with a transaction."""
        with self.lock:
            self.payments[wallet].append(txid)

    @property
    def count(self) -> int:
        """Payments that were answered."""
        with self.lock:
            return sum(len(each) for each in self.payments.values())


class Worker:
    """Does one thing after the other in a thread of its own, and can be made to pause between two."""

    def __init__(self, journal: Journal, seed: str, pause: float) -> None:
        self.journal = journal
        self.chance = random.Random(seed)
        self.pause = pause
        self.may_run = threading.Event()
        self.is_idle = threading.Event()
        self.ended = False
        self.thread = threading.Thread(target=self._run, daemon=True)

    def step(self) -> None:
        """One thing."""
        raise NotImplementedError

    def lost(self) -> None:
        """The connection is of no use any more."""

    def _run(self) -> None:
        while not self.ended:
            if not self.may_run.is_set():
                self.is_idle.set()
                self.may_run.wait()
                self.is_idle.clear()
                continue
            try:
                self.step()
                with self.journal.lock:
                    self.journal.calls += 1
            except RPCError as error:
                with self.journal.lock:
                    self.journal.refusals[f"{error.code} {error.message[:90]}"] += 1
                if error.code not in ORDINARY:
                    self.lost()
                    time.sleep(0.1)
            except (OSError, http.client.HTTPException, ValueError):
                with self.journal.lock:
                    self.journal.interruptions += 1
                self.lost()
                time.sleep(0.1)
            time.sleep(self.chance.uniform(0, self.pause))


class Payer(Worker):
    """Lets one wallet pay the others."""

    def __init__(
        self, fleet: Fleet, node: str, wallet: str, journal: Journal, addresses: dict[str, list[str]]
    ) -> None:
        super().__init__(journal, f"{fleet.settings.seed} {wallet}", 0.5)
        self.node = fleet.nodes[node]
        self.wallet = wallet
        self.addresses = addresses
        self._client: RPCClient | None = None
        self._last = ""

    @property
    def client(self) -> RPCClient:
        """The wallet, by the node's password of the moment."""
        if self._client is None:
            self._client = self.node.wallet(self.wallet)
        return self._client

    def lost(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None

    def step(self) -> None:
        try:
            self.act()
        except RPCError as error:
            if error.code != NEEDS_PASSPHRASE:
                raise
            self.client.walletpassphrase(PASSPHRASES[self.wallet], self.chance.choice((2, 10, 60)))

    def act(self) -> None:
        """A payment to another wallet, to several, to itself, or more for one that waits."""
        others = [name for name in self.addresses if name != self.wallet]
        choice = self.chance.random()
        if choice < 0.15:
            own = self.client.getnewaddress(
                "", self.chance.choice(("legacy", "p2sh-segwit", "bech32", "bech32m"))
            )
            self.addresses[self.wallet].append(own)
        elif choice < 0.25 and self._last:
            txid, self._last = self._last, ""
            self._paid(self.client.bumpfee(txid)["txid"])
        elif choice < 0.35:
            targets = {self.chance.choice(self.addresses[name]): self._amount() for name in others}
            self._paid(self.client.sendmany("", targets))
        else:
            receiver = self.wallet if choice < 0.4 else self.chance.choice(others)
            target = self.chance.choice(self.addresses[receiver])
            # Fees differ, so that it matters to miners which ones they take.
            rate = self.chance.choice((1, 2, 5, 20, 50))
            self._last = self.client.sendtoaddress(address=target, amount=self._amount(), fee_rate=rate)
            self._paid(self._last)

    def _amount(self) -> str:
        return f"{self.chance.choice((0.0001, 0.01, 0.5, 3)) * self.chance.uniform(0.5, 1):.8f}"

    def _paid(self, txid: str) -> None:
        self.journal.paid(self.wallet, txid)


class Asker(Worker):
    """Asks a node and its wallets, and sometimes leaves before the answer."""

    def __init__(self, fleet: Fleet, node: str, journal: Journal) -> None:
        super().__init__(journal, f"{fleet.settings.seed} asks {node}", 0.3)
        self.node = fleet.nodes[node]
        self.wallets = WALLETS[node]

    def step(self) -> None:
        choice = self.chance.random()
        if choice < 0.2:
            self._leave()
            return
        if choice < 0.6:
            client = self.node.wallet(self.chance.choice(self.wallets))
            question = self.chance.choice(WALLET_QUESTIONS)
        else:
            client = self.node.new_client(timeout=30)
            question = self.chance.choice(QUESTIONS)
        try:
            client.call(question, [])
        finally:
            client.close()

    def _leave(self) -> None:
        """A client that goes away in the midst of its question, or before the answer."""
        body = b'{"method":"listtransactions","id":1}'
        request = b"POST /wallet/%s HTTP/1.1\r\nContent-Length: %d\r\nAuthorization: %s\r\n\r\n%s" % (
            self.chance.choice(self.wallets).encode(),
            len(body),
            self.node.wallet("").authorization.encode(),
            body,
        )
        with socket.create_connection(("127.0.0.1", self.node.rpc_port), timeout=5) as connection:
            connection.sendall(request[: self.chance.randrange(1, len(request) + 1)])


class Load:
    """All workers."""

    def __init__(self, fleet: Fleet, journal: Journal) -> None:
        self.fleet = fleet
        self.addresses: dict[str, list[str]] = {}
        self.workers: list[Worker] = []
        for node, wallets in WALLETS.items():
            for wallet in wallets:
                kinds = ("legacy", "p2sh-segwit", "bech32", "bech32m")
                client = fleet.nodes[node].wallet(wallet)
                self.addresses[wallet] = [client.getnewaddress("", kind) for kind in kinds]
                self.workers.append(Payer(fleet, node, wallet, journal, self.addresses))
            self.workers.append(Asker(fleet, node, journal))

    def add(self, worker: Worker) -> None:
        """Another one, before the start."""
        self.workers.append(worker)

    def start(self) -> None:
        """Begins."""
        self.resume()
        for worker in self.workers:
            worker.thread.start()

    def resume(self) -> None:
        """Goes on."""
        self.fleet.gate.unlink(missing_ok=True)
        for worker in self.workers:
            worker.is_idle.clear()
            worker.may_run.set()

    def pause(self) -> None:
        """Returns when nobody does anything any more: calls that run end first."""
        self.fleet.gate.touch()
        for worker in self.workers:
            worker.may_run.clear()
        for worker in self.workers:
            # A call takes a minute at most.
            if not worker.is_idle.wait(90):
                raise TimeoutError("a caller waits for an answer for more than a minute")

    def stop(self) -> None:
        """Ends all threads."""
        for worker in self.workers:
            worker.ended = True
            worker.may_run.set()
        for worker in self.workers:
            if worker.thread.is_alive():
                worker.thread.join(90)
