"""Right blocks by chance with wrong ones around them, put to this node and to Bitcoin Core's."""

from __future__ import annotations

from dataclasses import dataclass

from .blockchanges import HEAVY, changes, spends
from .blockmaking import Builder, State
from .blocks import Block, coinbase, hash256
from .comparison import Comparison
from .scene import equal

#: The time of both nodes.
NOW = 1_800_000_000
#: Regtest's difficulty could change after so many blocks.
DIFFICULTY_PERIOD = 144
OPTIONS = (f"-mocktime={NOW}", "-checkblockindex=0", "-dbcache=8")


@dataclass(frozen=True)
class Rules:
    """What holds on a chain."""

    name: str
    #: For both nodes.
    options: tuple[str, ...] = ()
    #: From where on blocks may have witnesses.
    segwit_height: int = 0


#: Whatever regtest has to offer.
ALL_RULES = (
    Rules("as usual"),
    Rules(
        "rules that begin later",
        tuple(
            f"-testactivationheight={name}@{height}"
            for name, height in (
                ("bip34", 130),
                ("dersig", 140),
                ("cltv", 150),
                ("csv", 160),
                ("segwit", 170),
            )
        ),
        segwit_height=170,
    ),
    Rules("BIP94", ("-test=bip94",)),
)


class Trial:
    """A chain, and what was tried on it."""

    def __init__(self, comparison: Comparison, rules: Rules, *, seed: int, blocks: int, wrong: int) -> None:
        self.comparison = comparison
        self.builder = Builder(seed, segwit_height=rules.segwit_height)
        self.chance = self.builder.chance
        self.blocks = blocks
        #: Wrong blocks before each right one.
        self.wrong = wrong
        self.ways = changes()
        genesis = bytes.fromhex(comparison.core.rpc.getblockhash(0))[::-1]
        self.states = [State(genesis, 0, NOW - 1200 * blocks)]

    def run(self) -> None:
        """Everything; raises at the first difference."""
        for _ in range(self.blocks):
            state = self.states[-1]
            block, after = self.builder.block(state)
            for name in self.choose(state.height + 1):
                self.spoil(name, block, state)
            verdict = self.comparison.submit("the right block", block.serialized())
            assert verdict in (None, "duplicate"), verdict
            equal(self.comparison.core.rpc.getbestblockhash(), block.shown_hash)
            if self.chance.random() < 0.1:
                self.comparison.submit("the right block again", block.serialized())
            self.states.append(after)
            if self.chance.random() < 0.06 and len(self.states) > 8:
                self.reorganise()
            if len(self.states) % 25 == 0:
                self.comparison.states(f"at height {self.states[-1].height}")
        self.comparison.states("at the end")

    def choose(self, height: int) -> list[str]:
        """Ways to spoil a block; those that make it large are rare."""
        names = [name for name in sorted(self.ways) if name not in HEAVY or self.chance.random() < 0.1]
        chosen = self.chance.choices(names, k=self.wrong)
        if height % DIFFICULTY_PERIOD == 0:
            # BIP94 has its say about times here only.
            chosen += ["earlier_time"] * 12
        return chosen

    def spoil(self, name: str, block: Block, state: State) -> None:
        """One wrong block, and sometimes what follows from it."""
        what = f"{name} before height {state.height + 1}"
        data = self.ways[name](block.copy(), self.chance, state)
        if data is None:
            return
        if self.chance.random() < 0.1:
            self.comparison.propose(what, data)
        # The same header with other transactions must not be held against the right ones.
        verdict = self.comparison.submit(what, data)
        if data[:80] == block.header:
            return
        if self.chance.random() < 0.1:
            self.comparison.submit(f"{what}, again", data)
        if self.chance.random() < 0.1:
            child = Block(hash256(data[:80]), block.time + 1, [coinbase(state.height + 2, 0, b"\x51")])
            self.comparison.submit(f"{what}, a block on it", child.solve().serialized())
        if verdict in (None, "inconclusive"):
            # It was not wrong after all.
            self.comparison.both("away with it", "invalidateblock", hash256(data[:80])[::-1].hex())

    def reorganise(self) -> None:
        """Builds a branch that becomes the best chain, or would if one of its blocks were not wrong."""
        depth = self.chance.randrange(1, 7)
        branch = [self.states[-1 - depth]]
        wrong_at = self.chance.randrange(depth + 1) if self.chance.random() < 0.4 else None
        for index in range(depth + 1):
            block, after = self.builder.block(branch[-1])
            if index == wrong_at:
                block.transactions[0].outputs[0].value += 1
                if spends(block) and after.height >= self.builder.segwit_height:
                    block.commit()
                block.solve()
                after.tip = block.hash
            self.comparison.submit(f"block {index} of a branch of {depth + 1}", block.serialized())
            branch.append(after)
        self.comparison.states("after a branch")
        if wrong_at is None:
            self.states[-depth:] = branch[1:]
            if self.chance.random() < 0.5:
                target = branch[1].tip[::-1].hex()
                self.comparison.both("invalidate", "invalidateblock", target)
                self.comparison.states("after invalidateblock")
                self.comparison.both("reconsider", "reconsiderblock", target)
                self.comparison.states("after reconsiderblock")
