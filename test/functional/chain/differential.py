"""The same blocks, right and wrong, put to this node and to Bitcoin Core: never a different verdict."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from framework.blockchanges import Change, changes, spends
from framework.blockmaking import Builder, State
from framework.blocks import hash256
from framework.node import Node
from framework.rpc import RPCError
from framework.scene import Scene, equal

#: How many blocks are built, each with some wrong ones around it. More by BITCOIN_DIFFERENTIAL_BLOCKS.
BLOCKS = int(os.environ.get("BITCOIN_DIFFERENTIAL_BLOCKS", "230"))
SEED = int(os.environ.get("BITCOIN_DIFFERENTIAL_SEED", "20261121"))
START = 1_800_000_000


def ask(node: Node, method: str, *arguments: Any) -> tuple[object, ...]:
    """A result or an error."""
    try:
        return ("result", getattr(node.rpc, method)(*arguments))
    except RPCError as error:
        return ("error", error.code, error.message)


class Comparison:
    """Two nodes that have to say the same."""

    def __init__(self, core: Node, ours: Node) -> None:
        self.core, self.ours = core, ours
        self.verdicts: Counter[str] = Counter()

    def both(self, what: str, method: str, *arguments: Any) -> object:
        """The answer of both."""
        theirs, mine = (ask(node, method, *arguments) for node in (self.core, self.ours))
        assert mine == theirs, f"{what}: {mine!r} is not {theirs!r}\n{method} {str(arguments)[:3000]}"
        return theirs[-1]

    def submit(self, what: str, data: bytes) -> object:
        """The verdict about a block."""
        verdict = self.both(what, "submitblock", data.hex())
        self.verdicts[str(verdict)] += 1
        return verdict

    def states(self, what: str) -> None:
        """The whole state."""
        for method, *arguments in (
            ("getbestblockhash",),
            ("gettxoutsetinfo", "muhash"),
            ("gettxoutsetinfo", "hash_serialized_3"),
        ):
            theirs, mine = (ask(node, method, *arguments) for node in (self.core, self.ours))
            for answer in (theirs, mine):
                if isinstance(answer[-1], dict):
                    # How the database is packed is each node's own affair.
                    answer[-1].pop("disk_size")
            equal((what, method, mine), (what, method, theirs))
        tips = [
            sorted(node.rpc.getchaintips(), key=lambda tip: tip["hash"]) for node in (self.core, self.ours)
        ]
        equal((what, tips[1]), (what, tips[0]))


def test_no_block_is_judged_otherwise_than_by_bitcoin_core(scene: Scene) -> None:
    core, ours = scene.reference(), scene.node()
    for node in (core, ours):
        node.start(f"-mocktime={START}", "-checkblockindex=0", "-dbcache=8")
    comparison = Comparison(core, ours)
    builder, ways = Builder(SEED), changes()
    chance = builder.chance
    genesis = bytes.fromhex(core.rpc.getblockhash(0))[::-1]
    states = [State(genesis, 0, START - 600 * BLOCKS * 2)]
    for _ in range(BLOCKS):
        state = states[-1]
        block, after = builder.block(state)
        for name in chance.sample(sorted(ways), 6):
            data = ways[name](block.copy(), chance, state)
            if data is None:
                continue
            # The same header with other transactions must not be held against the right ones.
            verdict = comparison.submit(f"{name} before height {after.height + 1}", data)
            if verdict is None and data[:80] != block.header:
                # It was not wrong after all.
                comparison.both("away with it", "invalidateblock", hash256(data[:80])[::-1].hex())
        verdict = comparison.submit("the right block", block.serialized())
        assert verdict in (None, "duplicate"), verdict
        equal(core.rpc.getbestblockhash(), block.shown_hash)
        if chance.random() < 0.1:
            comparison.submit("the right block again", block.serialized())
        states.append(after)
        if chance.random() < 0.06 and len(states) > 8:
            reorganise(comparison, builder, ways, states)
        if len(states) % 25 == 0:
            comparison.states(f"at height {states[-1].height}")
    comparison.states("at the end")
    assert len(comparison.verdicts) > 25 or BLOCKS < 200, f"too few rules were met: {comparison.verdicts}"
    core.stop(stderr=None)


def reorganise(
    comparison: Comparison, builder: Builder, ways: dict[str, Change], states: list[State]
) -> None:
    """Builds a branch that becomes the best chain, or would if one of its blocks were not wrong."""
    chance = builder.chance
    depth = chance.randrange(1, 7)
    branch = [states[-1 - depth]]
    wrong_at = chance.randrange(depth + 1) if chance.random() < 0.4 else None
    for index in range(depth + 1):
        block, after = builder.block(branch[-1])
        if index == wrong_at:
            block.transactions[0].outputs[0].value += 1
            if spends(block):
                block.commit()
            block.solve()
            after.tip = block.hash
        comparison.submit(f"block {index} of a branch of {depth + 1}", block.serialized())
        branch.append(after)
    comparison.states("after a branch")
    if wrong_at is None:
        states[-depth:] = branch[1:]
        if chance.random() < 0.5:
            target = branch[1].tip[::-1].hex()
            comparison.both("invalidate", "invalidateblock", target)
            comparison.states("after invalidateblock")
            comparison.both("reconsider", "reconsiderblock", target)
            comparison.states("after reconsiderblock")
