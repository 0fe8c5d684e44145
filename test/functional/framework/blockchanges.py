"""Ways to make a right block wrong, most of them for one rule."""

from __future__ import annotations

import random
from collections.abc import Callable

from .blockmaking import COIN, Builder, State
from .blocks import COMMITMENT, Block, Input, Output, Transaction, coinbase, number

Change = Callable[[Block, random.Random, State], bytes | None]

#: Those that make blocks of megabytes.
HEAVY = ("too_heavy", "too_much_witness")


def spends(block: Block) -> list[Transaction]:
    """All but the coinbase."""
    return block.transactions[1:]


def changes() -> dict[str, Change]:
    """Ways to make a block wrong; None where the block has nothing that could be changed so."""
    result: dict[str, Change] = {}

    def change(function: Change) -> Change:
        result[function.__name__] = function
        return function

    def finished(block: Block) -> bytes:
        # Where witnesses are not yet known there is nothing to commit to.
        if any(each.script.startswith(COMMITMENT) for each in block.transactions[0].outputs):
            block.commit()
        return block.solve().serialized()

    @change
    def wrong_root(block: Block, chance: random.Random, _: State) -> bytes:
        block.root = chance.randbytes(32)
        return block.solve(root=False).serialized()

    @change
    def no_work(block: Block, _: random.Random, __: State) -> bytes:
        return block.unsolve().serialized()

    @change
    def other_bits(block: Block, chance: random.Random, _: State) -> bytes:
        block.bits = chance.choice((0x207FFFFE, 0x1D00FFFF, 0, 0xFFFFFFFF, 0x20FFFFFF, 0x2100FFFF))
        return block.solve().serialized()

    @change
    def other_time(block: Block, chance: random.Random, state: State) -> bytes:
        block.time = chance.choice((0, 1_500_000_000, state.time - 5000, 0xFFFFFFFF, state.time + 100_000))
        return block.solve().serialized()

    @change
    def earlier_time(block: Block, chance: random.Random, state: State) -> bytes:
        # BIP94 allows ten minutes, where the difficulty changes.
        block.time = state.time - chance.choice((599, 600, 601, 700))
        return block.solve().serialized()

    @change
    def other_version(block: Block, chance: random.Random, _: State) -> bytes:
        block.version = chance.choice((-1, 0, 1, 2, 3, 4, 0x7FFFFFFF))
        return block.solve().serialized()

    @change
    def unknown_previous(block: Block, chance: random.Random, _: State) -> bytes:
        block.previous = chance.randbytes(32)
        return block.solve().serialized()

    @change
    def repeated_last(block: Block, _: random.Random, __: State) -> bytes | None:
        if len(block.transactions) % 2 == 0 or len(block.transactions) == 1:
            return None
        # CVE-2012-2459: the root is the same.
        block.transactions.append(block.transactions[-1])
        return block.serialized()

    @change
    def repeated_transaction(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        block.transactions.append(chance.choice(spends(block)))
        return finished(block)

    @change
    def no_transactions(block: Block, _: random.Random, __: State) -> bytes:
        block.transactions = []
        return block.solve().serialized()

    @change
    def no_coinbase(block: Block, _: random.Random, __: State) -> bytes | None:
        block.transactions = spends(block)
        return block.solve().serialized() if block.transactions else None

    @change
    def two_coinbases(block: Block, _: random.Random, state: State) -> bytes:
        block.transactions.append(coinbase(state.height + 1, 0, b"\x51", b"\x01\x01"))
        return finished(block)

    @change
    def repeated_coinbase(block: Block, _: random.Random, state: State) -> bytes | None:
        if state.lone_coinbase is None:
            return None
        # BIP30, or BIP34 where that is in force.
        block.transactions = [state.lone_coinbase]
        return block.solve().serialized()

    @change
    def greedy_coinbase(block: Block, chance: random.Random, _: State) -> bytes:
        block.transactions[0].outputs[0].value += chance.choice((1, COIN, 21_000_000 * COIN))
        return finished(block)

    @change
    def modest_coinbase(block: Block, chance: random.Random, _: State) -> bytes:
        block.transactions[0].outputs[0].value -= chance.choice((1, COIN, 51 * COIN))
        return finished(block)

    @change
    def other_coinbase_script(block: Block, chance: random.Random, state: State) -> bytes:
        height = number(state.height + 1)
        block.transactions[0].inputs[0].script = chance.choice(
            (b"", height, height[:-1], number(state.height) + b"\x00", height + bytes(98), height + bytes(99))
        )
        return finished(block)

    @change
    def wrong_commitment(block: Block, chance: random.Random, _: State) -> bytes | None:
        outputs = [o for o in block.transactions[0].outputs if o.script.startswith(COMMITMENT)]
        if not outputs:
            return None
        outputs[0].script = COMMITMENT + chance.randbytes(chance.choice((31, 32, 33)))
        return block.solve().serialized()

    @change
    def no_commitment(block: Block, chance: random.Random, _: State) -> bytes:
        first = block.transactions[0]
        first.outputs = [o for o in first.outputs if not o.script.startswith(COMMITMENT)]
        first.inputs[0].witness = chance.choice(([], [bytes(32)]))
        return block.solve().serialized()

    @change
    def other_reserved_value(block: Block, chance: random.Random, _: State) -> bytes:
        block.transactions[0].inputs[0].witness = chance.choice(
            ([], [bytes(31)], [b"\x01" + bytes(31)], [bytes(32), b""], [b""])
        )
        return block.solve().serialized()

    @change
    def second_commitment(block: Block, chance: random.Random, _: State) -> bytes:
        block.commit()
        block.transactions[0].outputs.insert(
            chance.randrange(2), Output(0, COMMITMENT + chance.randbytes(32))
        )
        return block.solve().serialized()

    @change
    def malleated_witness(block: Block, chance: random.Random, _: State) -> bytes | None:
        inputs = [i for each in spends(block) for i in each.inputs]
        if not inputs:
            return None
        chance.choice(inputs).witness.append(b"\x01")
        # Sometimes committed to, so that the script has to judge it.
        return finished(block) if chance.random() < 0.5 else block.serialized()

    @change
    def wrong_unlocking(block: Block, chance: random.Random, _: State) -> bytes | None:
        inputs = [i for each in spends(block) for i in each.inputs]
        if not inputs:
            return None
        chosen = chance.choice(inputs)
        chosen.script = chance.choice((b"", b"\x51", b"\x61", b"\x6a", b"\x00", chosen.script + b"\x51"))
        return finished(block)

    @change
    def other_sequence(block: Block, chance: random.Random, _: State) -> bytes | None:
        inputs = [i for each in spends(block) for i in each.inputs]
        if not inputs:
            return None
        chance.choice(inputs).sequence = chance.choice((0, 3, 100, 1 << 22 | 1, 1 << 31, 0xFFFFFFFF, 0xFFFE))
        return finished(block)

    @change
    def other_lock_time(block: Block, chance: random.Random, state: State) -> bytes | None:
        if not spends(block):
            return None
        chosen = chance.choice(spends(block))
        chosen.lock_time = chance.choice(
            (0, state.height, state.height + 1, 1_800_000_000, 0xFFFFFFFF, 499_999_999)
        )
        chance.choice(chosen.inputs).sequence = chance.choice((0, 0xFFFFFFFE))
        return finished(block)

    @change
    def other_transaction_version(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chance.choice(spends(block)).version = chance.choice((-(1 << 31), -1, 0, 1, 3, 0x7FFFFFFF))
        return finished(block)

    @change
    def unknown_coin(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chosen = chance.choice(chance.choice(spends(block)).inputs)
        if chance.random() < 0.5:
            chosen.txid = chance.randbytes(32)
        else:
            chosen.index += chance.choice((1, 100, 0x7FFFFFFF))
        return finished(block)

    @change
    def unripe_or_spent_coin(block: Block, chance: random.Random, state: State) -> bytes | None:
        unripe = [each for each in state.coins if not Builder.is_ripe(each, state.height + 1)]
        if not unripe:
            return None
        coin = chance.choice(unripe)
        spend = Input(coin.txid, coin.index, sequence=coin.lock.sequence)
        coin.lock.unlock(spend)
        block.transactions.append(
            Transaction([spend], [Output(coin.value, b"\x51")], lock_time=coin.lock.lock_time)
        )
        return finished(block)

    @change
    def spent_twice(block: Block, chance: random.Random, _: State) -> bytes | None:
        inputs = [i for each in spends(block) for i in each.inputs]
        if not inputs:
            return None
        block.transactions.append(Transaction([chance.choice(inputs)], [Output(0, b"\x51")]))
        return finished(block)

    @change
    def same_input_twice(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chosen = chance.choice(spends(block))
        chosen.inputs.append(chosen.inputs[0])
        return finished(block)

    @change
    def null_input(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chance.choice(spends(block)).inputs.append(Input(bytes(32), 0xFFFFFFFF))
        return finished(block)

    @change
    def wrong_order(block: Block, chance: random.Random, _: State) -> bytes | None:
        if len(spends(block)) < 2:
            return None
        rest = spends(block)
        chance.shuffle(rest)
        block.transactions[1:] = rest
        return finished(block)

    @change
    def other_value(block: Block, chance: random.Random, _: State) -> bytes | None:
        outputs = [o for each in spends(block) for o in each.outputs]
        if not outputs:
            return None
        most = 21_000_000 * COIN
        chance.choice(outputs).value = chance.choice((-1, most, most + 1, (1 << 63) - 1, -(1 << 63), 0))
        return finished(block)

    @change
    def more_money_than_there_is(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        most = 21_000_000 * COIN
        chance.choice(spends(block)).outputs += [Output(most, b"\x51"), Output(most, b"\x51")]
        return finished(block)

    @change
    def more_out_than_in(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chance.choice(chance.choice(spends(block)).outputs).value += 100 * COIN
        return finished(block)

    @change
    def nothing_in_or_out(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chosen = chance.choice(spends(block))
        # Without inputs it can only be read if it has no outputs, either.
        what = chance.choice(("in", "out", "both"))
        if what != "in":
            chosen.outputs = []
        if what != "out":
            chosen.inputs = []
        return finished(block)

    @change
    def too_many_signature_operations(block: Block, chance: random.Random, _: State) -> bytes:
        script = (
            b"\xac" * chance.choice((19_990, 20_000, 20_001)) if chance.random() < 0.7 else b"\xae" * 1001
        )
        block.transactions[0].outputs.append(Output(0, script))
        return finished(block)

    @change
    def too_heavy(block: Block, chance: random.Random, _: State) -> bytes:
        block.commit()
        block.transactions[0].outputs.append(Output(0, b""))
        base = 4 * len(block.copy().serialized())
        block.transactions[0].outputs[-1].script = b"\x6a" * (
            (4_000_000 - base) // 4 + chance.randrange(-60, 60)
        )
        return block.solve().serialized()

    @change
    def too_much_witness(block: Block, chance: random.Random, _: State) -> bytes | None:
        if not spends(block):
            return None
        chosen = chance.choice(chance.choice(spends(block)).inputs)
        chosen.witness.append(b"")
        block.commit()
        weight = 3 * sum(len(each.serialized(with_witness=False)) for each in block.transactions)
        weight += 4 * 81 + sum(len(each.serialized()) for each in block.transactions)
        chosen.witness[-1] = bytes(4_000_000 - weight + chance.randrange(-60, 60))
        return finished(block)

    @change
    def flipped_bits(block: Block, chance: random.Random, _: State) -> bytes:
        data = bytearray(block.serialized())
        for _ in range(chance.choice((1, 1, 2, 8))):
            data[chance.randrange(80, len(data))] ^= 1 << chance.randrange(8)
        return bytes(data)

    @change
    def cut_or_extended(block: Block, chance: random.Random, _: State) -> bytes:
        data = block.serialized()
        return data[: chance.randrange(len(data))] if chance.random() < 0.5 else data + chance.randbytes(3)

    return result
