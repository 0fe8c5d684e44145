"""Makes right blocks by chance, of transactions that need no signatures."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from .blocks import Block, Input, Output, Transaction, coinbase, number, push, sha256

COIN = 100_000_000
MATURITY = 100


def hash160(data: bytes) -> bytes:
    """Only a script has to hash to it."""
    return hashlib.new("ripemd160", sha256(data)).digest()


@dataclass(frozen=True)
class Lock:
    """A script that this test can satisfy."""

    script: bytes
    unlock: Callable[[Input], None]
    #: What the spending input or transaction has to say, for those that look at it.
    sequence: int = 0xFFFFFFFF
    lock_time: int = 0
    #: Whether it takes a witness, which not every block may have.
    needs_witness: bool = False


def plain() -> Lock:
    """OP_TRUE."""
    return Lock(b"\x51", lambda each: None)


def set_script(script: bytes) -> Callable[[Input], None]:
    """Satisfies by the script of the input."""

    def unlock(each: Input) -> None:
        each.script = script

    return unlock


def set_witness(*items: bytes, script: bytes = b"") -> Callable[[Input], None]:
    """Satisfies by the witness."""

    def unlock(each: Input) -> None:
        each.witness, each.script = list(items), script

    return unlock


def any_lock(chance: random.Random, height: int) -> Lock:
    """Any of the kinds of outputs that need no signature."""
    secret = chance.randbytes(8)
    puzzle = b"\xa8" + push(sha256(secret)) + b"\x87"
    relative, absolute = chance.randrange(1, 5), height + chance.randrange(-3, 2)
    kinds: list[Callable[[], Lock]] = [
        plain,
        lambda: Lock(puzzle, set_script(push(secret))),
        lambda: Lock(b"\xa9" + push(hash160(puzzle)) + b"\x87", set_script(push(secret) + push(puzzle))),
        lambda: Lock(b"\x00" + push(sha256(puzzle)), set_witness(secret, puzzle), needs_witness=True),
        lambda: Lock(
            b"\xa9" + push(hash160(b"\x00" + push(sha256(puzzle)))) + b"\x87",
            set_witness(secret, puzzle, script=push(b"\x00" + push(sha256(puzzle)))),
            needs_witness=True,
        ),
        lambda: Lock(number(relative) + b"\xb2\x75\x51", lambda each: None, sequence=relative),
        lambda: Lock(
            number(max(1, absolute)) + b"\xb1\x75\x51",
            lambda each: None,
            sequence=0xFFFFFFFE,
            lock_time=max(1, absolute),
        ),
        # Unknown witness versions and pay-to-anchor are anybody's.
        lambda: Lock(b"\x52" + push(chance.randbytes(20)), lambda each: None),
        lambda: Lock(b"\x51\x02\x4e\x73", lambda each: None),
    ]
    return chance.choice(kinds)()


@dataclass
class Coin:
    """An output that can be spent."""

    txid: bytes
    index: int
    value: int
    lock: Lock
    height: int
    is_coinbase: bool


@dataclass
class State:
    """What the chain up to one block has made and not spent."""

    tip: bytes
    height: int
    time: int
    coins: list[Coin] = field(default_factory=list)
    #: The coinbase of the last block, if that has no other transaction.
    lone_coinbase: Transaction | None = None


class Builder:
    """Makes blocks by chance."""

    def __init__(self, seed: int, *, segwit_height: int = 0) -> None:
        self.chance = random.Random(seed)
        #: From where on blocks may have witnesses.
        self.segwit_height = segwit_height
        self.locks: dict[bytes, Lock] = {}
        #: How many transactions a block may have, besides the coinbase.
        self.sizes: tuple[int, ...] = (0, 1, 1, 2, 3, 6)

    def lock(self, height: int) -> Lock:
        """A new lock, which is remembered by its script."""
        lock = any_lock(self.chance, height)
        self.locks[lock.script] = lock
        return lock

    def block(self, state: State) -> tuple[Block, State]:
        """A right block after a state, and the state after it."""
        chance, height = self.chance, state.height + 1
        time = state.time + chance.randrange(1, 700)
        coins = list(state.coins)
        fees, transactions = 0, []
        for _ in range(chance.choice(self.sizes)):
            transaction, fee = self.transaction(coins, height)
            if transaction is None:
                break
            fees += fee
            transactions.append(transaction)
            coins += self.made(transaction, height, is_coinbase=False)
        first = coinbase(height, 50 * COIN // 2 ** (height // 150) + fees, self.lock(height).script)
        block = Block(state.tip, time, [first, *transactions])
        if (transactions or chance.random() < 0.5) and height >= self.segwit_height:
            block.commit()
        block.solve()
        coins += self.made(first, height, is_coinbase=True)
        return block, State(block.hash, height, time, coins, None if transactions else first)

    def made(self, transaction: Transaction, height: int, *, is_coinbase: bool) -> list[Coin]:
        """The coins of a transaction."""
        return [
            Coin(transaction.txid, index, each.value, self.locks[each.script], height, is_coinbase)
            for index, each in enumerate(transaction.outputs)
            if each.script in self.locks
        ]

    def transaction(self, coins: list[Coin], height: int) -> tuple[Transaction | None, int]:
        """Spends some coins, which are taken from the list; and its fee."""
        chance = self.chance
        ripe = [
            each
            for each in coins
            if self.is_ripe(each, height) and (height >= self.segwit_height or not each.lock.needs_witness)
        ]
        if not ripe:
            return None, 0
        chosen = chance.sample(ripe, min(len(ripe), chance.choice((1, 1, 2, 4))))
        inputs = []
        for each in chosen:
            coins.remove(each)
            spend = Input(each.txid, each.index, sequence=each.lock.sequence)
            each.lock.unlock(spend)
            inputs.append(spend)
        total = sum(each.value for each in chosen)
        fee = chance.choice((0, 1, 1000)) if total > 1000 else 0
        outputs, rest = [], total - fee
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            part = chance.randrange(0, rest + 1)
            rest -= part
            outputs.append(Output(part, self.lock(height).script))
        outputs.append(Output(rest, self.lock(height).script))
        if chance.random() < 0.2:
            outputs.append(Output(0, b"\x6a" + push(chance.randbytes(chance.randrange(0, 70)))))
        lock_time = max((each.lock.lock_time for each in chosen), default=0)
        return Transaction(inputs, outputs, lock_time=lock_time), fee

    @staticmethod
    def is_ripe(coin: Coin, height: int) -> bool:
        """Whether a block of this height may spend it."""
        if coin.is_coinbase and height - coin.height < MATURITY:
            return False
        if coin.lock.sequence < 0xFFFF and height - coin.height < coin.lock.sequence:
            return False
        return coin.lock.lock_time < height
