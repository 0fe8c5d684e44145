"""This node and Bitcoin Core's, which are asked the same and must answer the same."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test" / "functional"))

from framework.binaries import Binaries  # noqa: E402
from framework.node import Node  # noqa: E402
from framework.ports import PortBlock  # noqa: E402
from framework.rpc import RPCError  # noqa: E402

SKIPPED = 77
#: As for programs that a signal ends.
STOPPED = 130


class Difference(Exception):
    """The nodes do not agree."""


@dataclass
class Pair:
    """Both nodes."""

    ours: Node
    theirs: Node
    history: list[str] = field(default_factory=list)
    #: How many attempts there were before the one that is under way.
    attempts: int = 0

    def ask(self, method: str, *arguments: Any, order: Callable[[Any], Any] | None = None) -> Any:
        """One command to both. Returns their answer, or raises if there are two.

        `order` brings answers of which the order means nothing into one."""
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
        if order is not None:
            answers = [order(answer) for answer in answers]
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


def command_line(description: str | None, *, count: int) -> argparse.ArgumentParser:
    """The options that all comparisons have."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--bitcoind", type=Path, help="Bitcoin Core's node")
    parser.add_argument("--node", type=Path, default=ROOT / "build" / "bin" / "bitcoin-node")
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep the data directories with their logs")
    return parser


def compare(
    options: argparse.Namespace, flags: list[str], run: Callable[[Pair, argparse.Namespace], str]
) -> int:
    """Starts both nodes and has `run` compare them. Returns the exit status, 77 where is no bitcoind."""
    if options.bitcoind is None:
        print("skipped: no --bitcoind")
        return SKIPPED
    folder = Path(tempfile.mkdtemp(prefix="differential-"))
    ports = PortBlock()
    nodes = [
        Node(Binaries(path.parent, (str(path.absolute()),), None), folder / name, ports)
        for name, path in (("ours", options.node), ("theirs", options.bitcoind))
    ]
    pair = Pair(*nodes)
    try:
        for node in nodes:
            node.start(*flags)
        summary = run(pair, options)
    except Difference as difference:
        print("\n".join(line[:400] for line in pair.history[-6:]))
        print(f"DIFFERENCE after {pair.attempts} attempts (seed {options.seed}):\n{difference}")
        return 1
    except KeyboardInterrupt:
        print(f"stopped after {pair.attempts} attempts without a difference (seed {options.seed})")
        return STOPPED
    finally:
        for node in nodes:
            if node.is_running:
                node.stop(stderr=None)
        ports.close()
        if options.keep:
            print(f"logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"no difference in {options.count} attempts (seed {options.seed}): {summary}")
    return 0
