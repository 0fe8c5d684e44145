"""Blocks that break a rule which is only checked when they are connected."""

from __future__ import annotations

from hashlib import sha256

#: Of the coinbase's witness, one item of 32 bytes, and of the lock time behind it.
WITNESS_SIZE = 1 + 1 + 32
LOCK_TIME_SIZE = 4
#: From where the transaction begins to the length of its first input's script.
SCRIPT_OFFSET = 4 + 2 + 1 + 36


def double_hash(data: bytes) -> bytes:
    """A double SHA-256."""
    return sha256(sha256(data).digest()).digest()


def with_higher_subsidy(block: str, previous: bytes) -> tuple[str, bytes]:
    """A block of nothing but a coinbase, put on another one, that pays one satoshi too much; and its hash."""
    raw = bytes.fromhex(block)
    header, coinbase = bytearray(raw[:80]), bytearray(raw[81:])
    assert raw[80] == 1, "only a coinbase"
    value = SCRIPT_OFFSET + 1 + coinbase[SCRIPT_OFFSET] + 4 + 1
    amount = int.from_bytes(coinbase[value : value + 8], "little") + 1
    coinbase[value : value + 8] = amount.to_bytes(8, "little")
    end = WITNESS_SIZE + LOCK_TIME_SIZE
    stripped = coinbase[:4] + coinbase[6:-end] + coinbase[-LOCK_TIME_SIZE:]
    header[4:36] = previous
    header[36:68] = double_hash(stripped)
    found = solve(header)
    return (header + b"\1" + coinbase).hex(), found


def headers_after(header: str, count: int) -> list[str]:
    """Headers of blocks that nobody has, one second apart."""
    raw = bytearray.fromhex(header)
    headers: list[str] = []
    for _ in range(count):
        raw[4:36] = double_hash(raw)
        raw[68:72] = (int.from_bytes(raw[68:72], "little") + 1).to_bytes(4, "little")
        solve(raw)
        headers.append(raw.hex())
    return headers


def solve(header: bytearray) -> bytes:
    """Finds a proof of work for a header and returns its hash."""
    nonce = 0
    while True:
        header[76:80] = nonce.to_bytes(4, "little")
        found = double_hash(header)
        # The easiest target: every other hash will do.
        if found[31] < 0x7F:
            return found
        nonce += 1
