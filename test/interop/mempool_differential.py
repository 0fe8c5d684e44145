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
import json
import random
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "functional"))

from framework.binaries import Binaries  # noqa: E402
from framework.node import Node  # noqa: E402
from framework.ports import PortBlock  # noqa: E402
from framework.rpc import RPCError  # noqa: E402
from framework.transactions import ANCHOR_DESCRIPTOR, Coin, Payment, pay  # noqa: E402

SKIPPED = 77
START_TIME = 1_900_000_000
LARGE = 60_000


class Difference(Exception):
    """The nodes do not agree."""


@dataclass
class Pair:
    """Both nodes."""

    ours: Node
    theirs: Node
    history: list[str] = field(default_factory=list)

    def ask(self, method: str, *arguments: Any) -> Any:
        """One command to both. Returns their answer, or raises if there are two."""
        answers = []
        for node in (self.ours, self.theirs):
            try:
                answers.append(node.rpc.call(method, list(arguments)))
            except RPCError as error:
                answers.append({"error": error.code, "message": error.message})
        # Of several conflicts either node names the one that it meets first.
        answers = [
            json.loads(re.sub(r"spends conflicting transaction \w+", "", json.dumps(answer, default=str)))
            for answer in answers
        ]
        shown = ", ".join(str(argument)[:3000] for argument in arguments)
        self.history.append(f"{method}({shown})")
        if answers[0] != answers[1]:
            raise Difference(f"{method}({shown})\n  ours:   {answers[0]}\n  theirs: {answers[1]}")
        return answers[1]

    def same(self, method: str, *arguments: Any, keys: tuple[str, ...] = ()) -> Any:
        """As `ask`, for answers of which only some members have to be the same."""
        answers = [node.rpc.call(method, list(arguments)) for node in (self.ours, self.theirs)]
        parts = [{key: answer[key] for key in keys} if keys else answer for answer in answers]
        if method == "getrawmempool" and isinstance(parts[0], list):
            parts = [sorted(part) for part in parts]
        if parts[0] != parts[1]:
            raise Difference(f"{method}: {self.explain(*parts)}")
        return answers[1]

    def explain(self, ours: Any, theirs: Any) -> str:
        """Where two answers begin to differ, and what Core knows of transactions that are there."""
        if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
            key = next(key for key in ours if ours[key] != theirs[key])
            return f"[{key}]{self.explain(ours[key], theirs[key])}"
        if isinstance(ours, list) and isinstance(theirs, list):
            place = next(
                (place for place, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
                min(len(ours), len(theirs)),
            )
            parts = [answer[place : place + 3] for answer in (ours, theirs)]
            text = f"[{place}] of {len(ours)} and {len(theirs)}\n  ours:   {parts[0]}\n  theirs: {parts[1]}"
            for txid in {txid for part in parts for txid in part if isinstance(txid, str)}:
                for name, node in (("ours", self.ours), ("theirs", self.theirs)):
                    try:
                        text += f"\n  {name}: {txid}: {node.rpc.getmempoolentry(txid)}"
                    except RPCError as error:
                        text += f"\n  {name}: {txid}: {error}"
            return text
        return f"\n  ours:   {ours}\n  theirs: {theirs}"


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
        # Not zero: Core remembers when such a lock ended, and drops the transaction if that block goes.
        sequence = generator.choice((0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFD, 0xFFFFFFFE, 1, 5))
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


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bitcoind", type=Path, help="Bitcoin Core's node")
    parser.add_argument("--node", type=Path, default=ROOT / "build" / "bin" / "bitcoin-node")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="small mempools, large transactions")
    parser.add_argument("--keep", action="store_true", help="keep the data directories with their logs")
    return parser.parse_args()


def main() -> int:
    """Runs it."""
    options = arguments()
    if options.bitcoind is None:
        print("skipped: no --bitcoind")
        return SKIPPED
    folder = Path(tempfile.mkdtemp(prefix="mempool-differential-"))
    ports = PortBlock()
    nodes = [
        Node(Binaries(path.parent, (str(path.absolute()),), None), folder / name, ports)
        for name, path in (("ours", options.node), ("theirs", options.bitcoind))
    ]
    flags = ["-disablewallet", "-debug=mempool", f"-mocktime={START_TIME}", "-persistmempool=0"]
    if options.full:
        flags += ["-maxmempool=5"]
    try:
        for node in nodes:
            node.start(*flags)
        pair = Pair(*nodes)
        run = Run(pair, options.seed, is_full=options.full)
        run.prepare()
        for number in range(options.count):
            run.attempt()
            if number % 5 == 0:
                run.refresh()
            if number % 40 == 0:
                run.compare()
            if number % 400 == 0:
                run.compare_closely()
                run.known = {txid: run.known[txid] for txid in run.mempool if txid in run.known}
        run.compare()
        run.compare_closely()
    except Difference as difference:
        print("\n".join(line[:400] for line in pair.history[-6:]))
        print(f"DIFFERENCE after {number} attempts (seed {options.seed}):\n{difference}")
        return 1
    finally:
        for node in nodes:
            if node.is_running:
                node.stop(stderr=None)
        ports.close()
        if options.keep:
            print(f"logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"no difference in {options.count} attempts (seed {options.seed}): {run.counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
