"""Transactions that need no signatures: they pay to anchors, which are standard and anybody may spend."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

#: Pay to anchor.
ANCHOR = bytes.fromhex("51024e73")
#: A descriptor of it, for mining.
ANCHOR_DESCRIPTOR = f"raw({ANCHOR.hex()})"
#: Opts in to replacement, and has no relative lock.
REPLACEABLE = 0xFFFFFFFD


@dataclass(frozen=True)
class Coin:
    """An output that anybody can spend."""

    txid: str
    index: int
    value: int


@dataclass(frozen=True)
class Payment:
    """A transaction, and what is of interest about it."""

    hex: str
    txid: str
    size: int
    inputs: list[Coin]
    outputs: list[Coin]
    fee: int


def compact_size(number: int) -> bytes:
    """A count as the protocol writes it."""
    if number < 0xFD:
        return bytes([number])
    if number <= 0xFFFF:
        return b"\xfd" + struct.pack("<H", number)
    return b"\xfe" + struct.pack("<I", number)


def pay(
    inputs: list[Coin],
    fee: int,
    outputs: int = 1,
    *,
    version: int = 2,
    sequence: int = REPLACEABLE,
    padding: int = 10,
) -> Payment:
    """Spends coins in equal parts, with `padding` bytes of data: the smallest transactions are refused."""
    total = sum(coin.value for coin in inputs)
    share = max((total - fee) // max(outputs, 1), 0)
    data = struct.pack("<I", version) + compact_size(len(inputs))
    for coin in inputs:
        data += bytes.fromhex(coin.txid)[::-1] + struct.pack("<I", coin.index) + b"\x00"
        data += struct.pack("<I", sequence)
    data += compact_size(outputs + (padding > 0))
    data += (struct.pack("<q", share) + compact_size(len(ANCHOR)) + ANCHOR) * outputs
    if padding:
        script = b"\x6a" + bytes(padding)
        data += struct.pack("<q", 0) + compact_size(len(script)) + script
    data += struct.pack("<I", 0)
    txid = sha256(sha256(data).digest()).digest()[::-1].hex()
    coins = [Coin(txid, index, share) for index in range(outputs)]
    return Payment(data.hex(), txid, len(data), inputs, coins, total - share * outputs)
