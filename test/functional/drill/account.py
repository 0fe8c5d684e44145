"""What each wallet has, found by reading blocks and nothing else. Wallets' own books are held against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from framework.rpc import RPCClient

COIN = 100_000_000
#: How far keys are derived beyond the last one that a wallet says to use.
AHEAD = 30


def satoshis(amount: object) -> int:
    """An amount that a command tells, exactly."""
    return int(amount * COIN)  # type: ignore[operator]


@dataclass(frozen=True)
class Transaction:
    """What matters of a transaction."""

    txid: str
    spends: tuple[tuple[str, int], ...]
    pays: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Block:
    """A block of the best chain."""

    hash: str
    transactions: tuple[Transaction, ...]


@dataclass
class Holdings:
    """What a wallet has, and the transactions that concern it."""

    satoshis: int = 0
    coins: int = 0
    heights: dict[str, int] = field(default_factory=dict)


class Account:
    """Follows the chain of a node that nobody harms."""

    def __init__(self, rpc: RPCClient) -> None:
        self.rpc = rpc
        self.blocks: list[Block] = []
        self.owners: dict[str, str] = {}
        self._derived: dict[str, int] = {}

    def learn(self, wallet: str, descriptors: Iterable[dict[str, Any]]) -> None:
        """Derives the addresses of a wallet's descriptors, some further than it has given out."""
        for each in descriptors:
            text, known = each["desc"], self._derived.get(each["desc"], 0)
            end = each["next_index"] + AHEAD
            if end <= known:
                continue
            # More than asked for, or there would be a call for each address.
            end += AHEAD
            for address in self.rpc.deriveaddresses(text, [known, end - 1]):
                self.owners[address] = wallet
            self._derived[text] = end

    def follow(self) -> None:
        """Reads what has come, and forgets blocks that are no longer of the best chain."""
        best = self.rpc.getblockcount()
        while self.blocks and (
            len(self.blocks) - 1 > best or self.rpc.getblockhash(len(self.blocks) - 1) != self.blocks[-1].hash
        ):
            self.blocks.pop()
        for height in range(len(self.blocks), best + 1):
            self.blocks.append(self._read(self.rpc.getblockhash(height)))

    def _read(self, block: str) -> Block:
        return Block(
            block,
            tuple(
                Transaction(
                    each["txid"],
                    tuple((spent["txid"], spent["vout"]) for spent in each["vin"] if "txid" in spent),
                    tuple(
                        (paid["n"], paid["scriptPubKey"].get("address", ""), satoshis(paid["value"]))
                        for paid in each["vout"]
                    ),
                )
                for each in self.rpc.getblock(block, 2)["tx"]
            ),
        )

    def holdings(self) -> dict[str, Holdings]:
        """What each wallet has at the tip."""
        found = {wallet: Holdings() for wallet in set(self.owners.values())}
        coins: dict[tuple[str, int], tuple[str, int]] = {}
        for height, block in enumerate(self.blocks):
            for transaction in block.transactions:
                for spent in transaction.spends:
                    if owned := coins.pop(spent, None):
                        found[owned[0]].heights[transaction.txid] = height
                for index, address, value in transaction.pays:
                    if wallet := self.owners.get(address):
                        coins[transaction.txid, index] = (wallet, value)
                        found[wallet].heights[transaction.txid] = height
        for wallet, value in coins.values():
            found[wallet].satoshis += value
            found[wallet].coins += 1
        return found

    def supply(self) -> int:
        """All coins that the blocks so far have made: the chain's first block's cannot be spent."""
        return sum(50 * COIN >> (height // 150) for height in range(1, len(self.blocks)))
