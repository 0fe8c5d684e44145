"""Blocks and transactions in the hand: taken apart, changed, and put together again."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field, replace
from io import BytesIO

#: OP_RETURN and the mark of BIP141.
COMMITMENT = bytes.fromhex("6a24aa21a9ed")
#: Regtest's easiest target in compact form.
EASIEST = 0x207FFFFF


def sha256(data: bytes) -> bytes:
    """Once."""
    return hashlib.sha256(data).digest()


def hash256(data: bytes) -> bytes:
    """Twice, in the order of the wire."""
    return sha256(sha256(data))


def compact_size(number: int) -> bytes:
    """The number of things that follow."""
    if number < 253:
        return bytes([number])
    if number < 1 << 16:
        return b"\xfd" + struct.pack("<H", number)
    return b"\xfe" + struct.pack("<I", number)


def read_size(stream: BytesIO) -> int:
    """What `compact_size` writes."""
    first = stream.read(1)[0]
    if first < 253:
        return first
    form, size = {253: ("<H", 2), 254: ("<I", 4), 255: ("<Q", 8)}[first]
    return int(struct.unpack(form, stream.read(size))[0])


def prefixed(data: bytes) -> bytes:
    """With its length before it."""
    return compact_size(len(data)) + data


def read_prefixed(stream: BytesIO) -> bytes:
    """What `prefixed` writes."""
    return stream.read(read_size(stream))


def push(data: bytes) -> bytes:
    """A script that pushes up to 75 bytes."""
    assert len(data) <= 75
    return bytes([len(data)]) + data


def number(value: int) -> bytes:
    """A script that pushes a number, as BIP34 wants it."""
    if value == 0:
        return b"\x00"
    if value <= 16:
        return bytes([0x50 + value])
    return push(value.to_bytes((value.bit_length() + 8) // 8, "little"))


@dataclass
class Input:
    """What spends an output."""

    txid: bytes
    index: int
    script: bytes = b""
    sequence: int = 0xFFFFFFFF
    witness: list[bytes] = field(default_factory=list)


@dataclass
class Output:
    """What can be spent."""

    value: int
    script: bytes

    def serialized(self) -> bytes:
        """On the wire."""
        return struct.pack("<q", self.value) + prefixed(self.script)


@dataclass
class Transaction:
    """Nothing in it has to make sense."""

    inputs: list[Input]
    outputs: list[Output]
    version: int = 2
    lock_time: int = 0

    def serialized(self, *, with_witness: bool = True) -> bytes:
        """On the wire."""
        has_witness = with_witness and any(each.witness for each in self.inputs)
        data = struct.pack("<i", self.version)
        data += b"\x00\x01" if has_witness else b""
        data += compact_size(len(self.inputs))
        for each in self.inputs:
            data += each.txid + struct.pack("<I", each.index) + prefixed(each.script)
            data += struct.pack("<I", each.sequence)
        data += compact_size(len(self.outputs)) + b"".join(each.serialized() for each in self.outputs)
        if has_witness:
            for each in self.inputs:
                data += compact_size(len(each.witness)) + b"".join(map(prefixed, each.witness))
        return data + struct.pack("<I", self.lock_time)

    @property
    def txid(self) -> bytes:
        """In the order of the wire."""
        return hash256(self.serialized(with_witness=False))

    @property
    def wtxid(self) -> bytes:
        """In the order of the wire."""
        return hash256(self.serialized())


def merkle_root(hashes: list[bytes]) -> bytes:
    """Of no hashes it is zero."""
    if not hashes:
        return bytes(32)
    while len(hashes) > 1:
        if len(hashes) % 2:
            hashes = [*hashes, hashes[-1]]
        hashes = [hash256(hashes[i] + hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


@dataclass
class Block:
    """A header and transactions."""

    previous: bytes
    time: int
    transactions: list[Transaction]
    version: int = 0x20000000
    bits: int = EASIEST
    nonce: int = 0
    root: bytes = bytes(32)

    @property
    def header(self) -> bytes:
        """80 bytes."""
        start = struct.pack("<i", self.version) + self.previous + self.root
        return start + struct.pack("<III", self.time, self.bits, self.nonce)

    @property
    def hash(self) -> bytes:
        """In the order of the wire."""
        return hash256(self.header)

    @property
    def shown_hash(self) -> str:
        """As people see it."""
        return self.hash[::-1].hex()

    def serialized(self) -> bytes:
        """On the wire."""
        return (
            self.header
            + compact_size(len(self.transactions))
            + b"".join(each.serialized() for each in self.transactions)
        )

    def commit(self) -> Block:
        """Commits to the witnesses (BIP141), in place of an earlier commitment."""
        coinbase = self.transactions[0]
        coinbase.inputs[0].witness = [bytes(32)]
        root = merkle_root([bytes(32)] + [each.wtxid for each in self.transactions[1:]])
        coinbase.outputs = [each for each in coinbase.outputs if not each.script.startswith(COMMITMENT)]
        coinbase.outputs.append(Output(0, COMMITMENT + hash256(root + bytes(32))))
        return self

    def solve(self, *, root: bool = True) -> Block:
        """Makes the header fit the transactions, unless `root` is off, and does the work."""
        if root:
            self.root = merkle_root([each.txid for each in self.transactions])
        mantissa, size = self.bits & 0x7FFFFF, self.bits >> 24
        target = mantissa << 8 * (size - 3) if size >= 3 else mantissa >> 8 * (3 - size)
        # No more work than for the easiest target: what is harder is to be found out.
        target = max(target, 0x7FFFFF << 8 * 29)
        while int.from_bytes(self.hash, "little") > target:
            self.nonce = (self.nonce + 1) & 0xFFFFFFFF
        return self

    def unsolve(self) -> Block:
        """Takes the work away."""
        while int.from_bytes(self.hash, "little") <= 0x7FFFFF << 8 * 29:
            self.nonce = (self.nonce + 1) & 0xFFFFFFFF
        return self

    def copy(self) -> Block:
        """Changes of the copy don't touch the original."""
        transactions = [
            replace(
                each,
                inputs=[replace(i, witness=list(i.witness)) for i in each.inputs],
                outputs=[replace(o) for o in each.outputs],
            )
            for each in self.transactions
        ]
        return replace(self, transactions=transactions)


def coinbase(height: int, value: int, script: bytes, extra: bytes = b"\x00") -> Transaction:
    """The transaction that a block begins with."""
    return Transaction([Input(bytes(32), 0xFFFFFFFF, number(height) + extra)], [Output(value, script)])


#: What satisfies the address of `zeromq.ANYONE`.
ANYONE_WITNESS = [b"\x51"]


def spend(txid: str, index: int, value: int, script: bytes, *, sequence: int = 0xFFFFFFFD) -> Transaction:
    """Moves an output that anyone can spend to one that pays this, in units of 10⁻⁸."""
    source = Input(bytes.fromhex(txid)[::-1], index, sequence=sequence, witness=list(ANYONE_WITNESS))
    return Transaction([source], [Output(value, script)])
