#!/usr/bin/env python3
"""Puts random transactions, replacements and packages to this node and to Bitcoin Core's, on the same chain.

    test/interop/mempool_differential.py --bitcoind PATH [--node PATH] [--count 20000] [--seed 1] [--full]

Every answer must be the same, and after every few attempts so must be the mempools, their fee rate diagrams
and the transactions of the next block. (The order within a chunk may differ, which says nothing to a miner.)
Blocks come and are taken back in between, priorities change and time passes. With --full both mempools are
small and transactions large, so that most of the time there is no room. Exits with 1 at the first difference,
which it shows with the commands that led to it; with 77 where no bitcoind is named.
"""

from __future__ import annotations

import argparse
import random
import sys

from pair import Difference, Pair, command_line, compare

# isort: split
# Found from here on only.
from framework.transactions import ANCHOR_DESCRIPTOR, Coin, Payment, pay

START_TIME = 1_900_000_000
LARGE = 60_000


class Run:
    """The attempts."""

    def __init__(self, pair: Pair, seed: int, *, is_full: bool) -> None:
        self.pair = pair
        self.random = random.Random(seed)
        self.is_full = is_full
        self.time = START_TIME
        self.confirmed: list[Coin] = []
        self.known: dict[str, Payment] = {}
        self.mempool: list[str] = []
        self.counts: dict[str, int] = {}

    # Chain

    def pass_time(self, seconds: int) -> None:
        """Sets both clocks."""
        self.time += seconds
        self.pair.ask("setmocktime", self.time)

    def mine(self, count: int = 1) -> None:
        """Core finds a block, and both take it in."""
        for _ in range(count):
            self.pass_time(self.random.choice((1, 30, 600, 7200)) if self.known else 600)
            found = self.pair.theirs.rpc.generatetodescriptor(1, ANCHOR_DESCRIPTOR)[0]
            block = self.pair.theirs.rpc.getblock(found, 0)
            answer = self.pair.ours.rpc.submitblock(block)
            if answer is not None:
                raise Difference(f"block {found} is refused: {answer}")

    def prepare(self) -> None:
        """Mines coins and splits them."""
        self.pass_time(0)
        self.mine(130)
        for height in range(1, 29):
            block = self.pair.theirs.rpc.getblock(self.pair.theirs.rpc.getblockhash(height), 2)
            coinbase = Coin(block["tx"][0]["txid"], 0, 50 * 100_000_000)
            draft = pay([coinbase], 100_000, 60, padding=0)
            answer = self.pair.ask("sendrawtransaction", draft.hex)
            if answer != draft.txid:
                raise Difference(f"the first transactions are refused: {answer}")
            self.confirmed += draft.outputs
        self.mine()
        self.refresh()

    # What can be spent

    def refresh(self) -> None:
        """Reads the mempool."""
        self.mempool = self.pair.theirs.rpc.getrawmempool()

    def pick(self, *, conflicting: float) -> Coin:
        """A coin: of a block or of the mempool, spent there perhaps, unknown sometimes."""
        generator = self.random
        if generator.random() < 0.02:
            return Coin(generator.randbytes(32).hex(), 0, 100_000)
        chosen = [self.known[txid] for txid in self.mempool[-300:] if txid in self.known]
        if chosen and generator.random() < conflicting:
            return generator.choice(generator.choice(chosen).inputs)
        with_outputs = [draft for draft in chosen if draft.outputs]
        if with_outputs and generator.random() < 0.6:
            return generator.choice(generator.choice(with_outputs[-40:]).outputs)
        return generator.choice(self.confirmed)

    def draft(
        self, inputs: list[Coin] | None = None, *, poor: bool = False, version: int | None = None
    ) -> Payment:
        """A random transaction."""
        generator = self.random
        if inputs is None:
            chance = generator.choice((0.0, 0.0, 0.3, 0.9))
            count = generator.choice((1, 1, 1, 2, 3))
            inputs = list({self.pick(conflicting=chance) for _ in range(count)})
        outputs = generator.choice((1, 1, 2, 2, 3, 5))
        if version is None:
            version = generator.choice((1, 3, 3, 3, 4)) if generator.random() < 0.15 else 2
        padding = generator.choice((0, 1, 20, 80, 900))
        if self.is_full and generator.random() < 0.8:
            padding = generator.randrange(1000, LARGE)
        size = 10 + 41 * len(inputs) + 13 * outputs + padding
        if poor:
            fee = generator.choice((0, 0, 1, size // 20))
        else:
            fee = int(
                size * generator.choice((0.05, 0.1, 0.11, 0.2, 1, 1, 2, 5, 20)) * generator.uniform(0.9, 1.2)
            )
            rivals = {
                d.txid: d
                for t in self.mempool[-300:]
                if (d := self.known.get(t)) and set(d.inputs) & set(inputs)
            }
            if rivals and generator.random() < 0.8:
                paid = sum(rival.fee for rival in rivals.values())
                fee = paid + generator.choice(
                    (-1, 0, size // 10, size // 10 + 1, size, size * 5, paid, paid * 5)
                )
        sequence = generator.choice((0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFD, 0xFFFFFFFE, 0, 1, 5))
        draft = pay(inputs, max(fee, 0), outputs, version=version, sequence=sequence, padding=padding)
        self.known[draft.txid] = draft
        return draft

    # Attempts

    def single(self) -> None:
        """One transaction, tried first perhaps."""
        draft = self.draft()
        if self.random.random() < 0.3:
            self.pair.ask("testmempoolaccept", [draft.hex])
        answer = self.pair.ask("sendrawtransaction", draft.hex, 0)
        self.counts["singles taken"] = self.counts.get("singles taken", 0) + (answer == draft.txid)

    def several(self) -> None:
        """Unrelated or related transactions that are only tried."""
        drafts = [self.draft() for _ in range(self.random.randrange(1, 4))]
        while self.random.random() < 0.6 and len(drafts) < 6:
            drafts.append(self.draft([self.random.choice(self.random.choice(drafts).outputs)]))
        self.pair.ask("testmempoolaccept", [draft.hex for draft in drafts])

    def package(self) -> None:
        """A child with its parents, which may be too poor to come by themselves."""
        generator = self.random
        version = generator.choice((None, 2, 2, 2, 3))
        parents = []
        for _ in range(generator.choice((1, 1, 1, 2, 3))):
            # Mostly of blocks, so that the package is likely to be one that may come.
            inputs = [generator.choice(self.confirmed)] if generator.random() < 0.6 else None
            parents.append(self.draft(inputs, poor=generator.random() < 0.7, version=version))
        spent = [generator.choice(parent.outputs) for parent in parents]
        if generator.random() < 0.2:
            spent.append(self.pick(conflicting=0.3))
        child = self.draft(list(dict.fromkeys(spent)), version=version)
        answer = self.pair.ask("submitpackage", [draft.hex for draft in (*parents, child)], 0)
        self.counts["packages taken"] = self.counts.get("packages taken", 0) + (
            isinstance(answer, dict) and answer.get("package_msg") == "success"
        )

    def prefer(self) -> None:
        """Somebody pays a miner otherwise."""
        txid = self.random.choice(self.mempool) if self.mempool else "00" * 32
        delta = self.random.choice((-5000, -100, 100, 10_000, 1_000_000))
        self.pair.ask("prioritisetransaction", txid, 0, delta)

    def reorganise(self) -> None:
        """The last blocks are taken back, and come again or are replaced."""
        depth = self.random.randrange(1, 3)
        height = self.pair.theirs.rpc.getblockcount()
        block = self.pair.theirs.rpc.getblockhash(height - depth + 1)
        self.pair.ask("invalidateblock", block)
        self.compare()
        if self.random.random() < 0.5:
            self.pair.ask("reconsiderblock", block)
        else:
            self.mine(depth)
        # Which coins are in blocks is another question now.
        self.compare()

    def attempt(self) -> None:
        """Does something, and sees to it that both do the same."""
        kinds = (
            ("single", 50, self.single),
            ("test", 10, self.several),
            ("package", 25, self.package),
            ("priority", 2, self.prefer),
            ("block", 0.3, self.mine),
            ("reorganisation", 0.15, self.reorganise),
        )
        name, _, action = self.random.choices(kinds, [weight for _, weight, _ in kinds])[0]
        self.counts[name] = self.counts.get(name, 0) + 1
        action()
        if name in ("block", "reorganisation"):
            self.refresh()

    def compare(self) -> None:
        """Looks at all that is left."""
        keys = ("size", "bytes", "total_fee", "mempoolminfee")
        self.pair.same("getrawmempool")
        self.pair.same("getmempoolinfo", keys=keys)
        usages = [node.rpc.getmempoolinfo()["usage"] for node in (self.pair.ours, self.pair.theirs)]
        # The lists of a cluster have room to spare in Core, how much depends on the past.
        if abs(usages[0] - usages[1]) > 1000 + usages[1] // 200:
            raise Difference(f"usage\n  ours:   {usages[0]}\n  theirs: {usages[1]}")
        self.pair.same("getmempoolfeeratediagram")
        self.pair.same("getprioritisedtransactions")
        self.refresh()

    def compare_closely(self) -> None:
        """Looks at everything about everything."""
        blocks = [
            node.rpc.getblocktemplate({"rules": ["segwit"]}) for node in (self.pair.ours, self.pair.theirs)
        ]
        chosen = [
            {tx["txid"]: (tx["fee"], tx["sigops"], tx["weight"]) for tx in b["transactions"]} for b in blocks
        ]
        if chosen[0] != chosen[1] or blocks[0]["coinbasevalue"] != blocks[1]["coinbasevalue"]:
            raise Difference(f"getblocktemplate\n  ours:   {chosen[0]}\n  theirs: {chosen[1]}")
        self.counts["largest block"] = max(self.counts.get("largest block", 0), len(chosen[0]))
        self.pair.same("getrawmempool", True)


def run(pair: Pair, options: argparse.Namespace) -> str:
    """All attempts."""
    attempts = Run(pair, options.seed, is_full=options.full)
    attempts.prepare()
    for number in range(options.count):
        pair.attempts = number
        attempts.attempt()
        if number % 5 == 0:
            attempts.refresh()
        if number % 40 == 0:
            attempts.compare()
        if number % 400 == 0:
            print(f"{number} of {options.count}", flush=True)
            attempts.compare_closely()
            known = attempts.known
            attempts.known = {txid: known[txid] for txid in attempts.mempool if txid in known}
    attempts.compare()
    attempts.compare_closely()
    return str(attempts.counts)


def main() -> int:
    """Runs it."""
    parser = command_line(__doc__, count=20_000)
    parser.add_argument("--full", action="store_true", help="small mempools, large transactions")
    options = parser.parse_args()
    flags = ["-disablewallet", f"-mocktime={START_TIME}", "-persistmempool=0", "-checkmempool=20"]
    if options.full:
        flags += ["-maxmempool=5"]
    return compare(options, flags, run)


if __name__ == "__main__":
    sys.exit(main())
