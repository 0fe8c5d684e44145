"""Peers that mean no good, many of them in one thread: slow, silent, flooding, malformed, oversized."""

from __future__ import annotations

import contextlib
import random
import selectors
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator

from .blocks import compact_size, hash256, prefixed

#: What starts each message on regtest.
MAGIC = bytes.fromhex("fabfb5da")
#: The genesis block of regtest, as it is serialized.
GENESIS = bytes.fromhex("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f")
COMMANDS = (
    "version", "verack", "addr", "addrv2", "sendaddrv2", "inv", "getdata", "merkleblock", "getblocks",
    "getheaders", "tx", "headers", "block", "getaddr", "mempool", "ping", "pong", "notfound", "filterload",
    "filteradd", "filterclear", "sendheaders", "feefilter", "sendcmpct", "cmpctblock", "getblocktxn",
    "blocktxn", "getcfilters", "cfilter", "getcfheaders", "cfheaders", "getcfcheckpt", "cfcheckpt",
    "wtxidrelay", "sendtxrcncl", "feature", "strange",
)  # fmt: skip

#: What a peer says next, and for how many seconds it is silent after that. Its end is the connection's.
Script = Iterator[tuple[bytes, float]]


def message(command: str, payload: bytes = b"") -> bytes:
    """A message in the clear."""
    head = command.encode().ljust(12, b"\0") + struct.pack("<I", len(payload)) + hash256(payload)[:4]
    return MAGIC + head + payload


def version() -> bytes:
    """A `version` like that of any node."""
    address = struct.pack("<Q", 0) + b"\0" * 10 + b"\xff\xff\x7f\0\0\1" + struct.pack(">H", 18444)
    services = struct.pack("<iQq", 70016, 0x409, int(time.time()))
    nonce = struct.pack("<Q", random.getrandbits(64))
    return services + address + address + nonce + prefixed(b"/hostile:1/") + struct.pack("<i?", 0, True)


def hello() -> bytes:
    """The whole handshake, without waiting for answers."""
    return message("version", version()) + message("wtxidrelay") + message("verack")


def inventory(kind: int, hashes: list[bytes]) -> bytes:
    """The payload of `inv` and `getdata`."""
    return compact_size(len(hashes)) + b"".join(struct.pack("<I", kind) + each for each in hashes)


def silent(dice: random.Random) -> Script:
    """Connects, and that is all."""
    yield b"", 3600


def slow(dice: random.Random) -> Script:
    """Never gets to the end of its first message."""
    for byte in message("version", version())[:-1]:
        yield bytes([byte]), 1


def half_encrypted(dice: random.Random) -> Script:
    """Sends a key and then what might be garbage before the terminator, as slowly as it can."""
    yield dice.randbytes(64), 1
    for _ in range(4000):
        yield dice.randbytes(1), 0.2


def malformed(dice: random.Random) -> Script:
    """Speaks of everything and means nothing."""
    yield hello(), 0.1
    while True:
        yield message(dice.choice(COMMANDS), dice.randbytes(dice.randrange(300))), 0.02


def miscounted(dice: random.Random) -> Script:
    """Announces more than it sends: counts as large as the format allows."""
    yield hello(), 0.1
    while True:
        counts = (b"\xfe\xff\xff\xff\xff", b"\xff" * 9, b"\xfd\xff\xff", b"\xfe\0\0\0\2")
        body = dice.randbytes(dice.choice((0, 80, 88))) + dice.choice(counts)
        yield message(dice.choice(COMMANDS), body + dice.randbytes(40)), 0.05


def oversized(dice: random.Random) -> Script:
    """Announces the longest payload that there may be, or more, and sends it bit by bit."""
    yield hello(), 0.1
    if dice.random() < 0.3:
        yield (
            MAGIC + b"block".ljust(12, b"\0") + struct.pack("<II", dice.choice((4_000_001, 0xFFFFFFFF)), 0),
            1,
        )
    yield MAGIC + b"block".ljust(12, b"\0") + struct.pack("<II", 4_000_000, 0), 0.1
    for _ in range(400):
        yield bytes(10_000), 0.1


def announcing(dice: random.Random) -> Script:
    """Announces transactions that nobody has, as many as one message takes."""
    yield hello(), 0.1
    while True:
        yield message("inv", inventory(5, [dice.randbytes(32) for _ in range(5000)])), 1


def gossiping(dice: random.Random) -> Script:
    """Tells addresses that it has made up."""
    yield hello(), 0.1
    while True:
        now = int(time.time())
        entries = (
            struct.pack("<IQ", now, 9) + b"\0" * 10 + b"\xff\xff" + dice.randbytes(4) + b"\x20\x8d"
            for _ in range(1000)
        )
        yield message("addr", compact_size(1000) + b"".join(entries)), 0.5


def orphaning(dice: random.Random) -> Script:
    """Sends transactions whose parents do not exist."""
    yield hello(), 0.1
    while True:
        batch = b""
        for _ in range(20):
            count = dice.choice((1, 2, 50))
            inputs = b"".join(dice.randbytes(32) + bytes(5) + b"\xff" * 4 for _ in range(count))
            outputs = b"\1" + struct.pack("<q", 1000) + prefixed(b"\x51\x02" + dice.randbytes(2))
            batch += message("tx", b"\2\0\0\0" + compact_size(count) + inputs + outputs + bytes(4))
        yield batch, 0.2


def deaf(dice: random.Random) -> Script:
    """Asks for the same block again and again, and for pongs, and collects nothing."""
    yield hello(), 0.1
    while True:
        yield message("getdata", inventory(0x4000_0002, [GENESIS] * 1000)), 0.1
        yield b"".join(message("ping", dice.randbytes(8)) for _ in range(100)), 0.1


def asking(dice: random.Random) -> Script:
    """Asks for all headers and blocks again and again."""
    yield hello(), 0.1
    locator = struct.pack("<I", 70016) + b"\1" + GENESIS + bytes(32)
    while True:
        yield (message("getheaders", locator) + message("getblocks", locator) + message("getaddr")) * 3, 0.2


def unconnected(dice: random.Random) -> Script:
    """Sends headers that follow nothing."""
    yield hello(), 0.1
    while True:
        previous, chain = dice.randbytes(32), b""
        for _ in range(dice.choice((1, 8, 2000))):
            header = (
                struct.pack("<i", 4)
                + previous
                + dice.randbytes(32)
                + struct.pack("<III", 2**31, 0x207FFFFF, 0)
            )
            previous = hash256(header)
            chain += header + b"\0"
        yield message("headers", compact_size(len(chain) // 81) + chain), 0.5


KINDS: tuple[Callable[[random.Random], Script], ...] = (
    silent, slow, half_encrypted, malformed, miscounted, oversized, announcing, gossiping, orphaning, deaf,
    asking, unconnected,
)  # fmt: skip


class _Peer:
    """One connection after the other, played from the same kind of script."""

    def __init__(self, kind: Callable[[random.Random], Script], seed: int) -> None:
        self.kind = kind
        self.dice = random.Random(seed)
        self.socket: socket.socket | None = None
        self.unsent: deque[bytes] = deque()
        self.due = self.dice.random()
        self.script: Script = iter(())

    def connect(self, port: int) -> socket.socket:
        """A new connection, on which everything begins anew."""
        link = socket.socket()
        link.setblocking(False)
        if self.kind is deaf:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect_ex(("127.0.0.1", port))
        self.socket, self.script = link, self.kind(self.dice)
        self.unsent.clear()
        return link


class HostilePeers:
    """Many peers against one port, for as long as the context lasts."""

    def __init__(
        self,
        port: int,
        count: int,
        seed: int = 1,
        *,
        kinds: tuple[Callable[[random.Random], Script], ...] = KINDS,
    ) -> None:
        self.port = port
        self.peers = [_Peer(kinds[number % len(kinds)], seed + number) for number in range(count)]
        #: Connections that the other side ended, by kind.
        self.refused: Counter[str] = Counter()
        #: Bytes that went out.
        self.sent = 0
        self._selector = selectors.DefaultSelector()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> HostilePeers:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._ends.set()
        self._thread.join()
        for peer in self.peers:
            if peer.socket is not None:
                peer.socket.close()
        self._selector.close()

    def _run(self) -> None:
        while not self._ends.is_set():
            now = time.monotonic()
            for peer in self.peers:
                if peer.due <= now:
                    self._speak(peer, now)
            for key, _ in self._selector.select(0.02):
                self._listen(key.data, now)

    def _speak(self, peer: _Peer, now: float) -> None:
        if peer.socket is None:
            self._selector.register(peer.connect(self.port), selectors.EVENT_READ, peer)
            peer.due = now + 0.05
            return
        if not peer.unsent:
            try:
                data, pause = next(peer.script)
            except StopIteration:
                return self._drop(peer, now)
            peer.due = now + pause
            if not data:
                return
            peer.unsent.append(data)
        try:
            count = peer.socket.send(peer.unsent[0])
        except BlockingIOError:
            peer.due = now + 0.1
            return
        except OSError:
            return self._drop(peer, now)
        self.sent += count
        rest = peer.unsent.popleft()[count:]
        if rest:
            peer.unsent.appendleft(rest)
            peer.due = now + 0.02

    def _listen(self, peer: _Peer, now: float) -> None:
        if peer.socket is None:
            return
        if peer.kind is deaf:
            # Only to learn of the end.
            with contextlib.suppress(OSError):
                self._selector.unregister(peer.socket)
            return
        try:
            data = peer.socket.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(peer, now)

    def _drop(self, peer: _Peer, now: float) -> None:
        """Ends a connection; the peer comes back after a moment."""
        if peer.socket is None:
            return
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(peer.socket)
        peer.socket.close()
        peer.socket = None
        self.refused[peer.kind.__name__] += 1
        peer.due = now + 0.5 + peer.dice.random()
