"""This node and Bitcoin Core's, which must judge the same blocks alike."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .node import Node
from .rpc import RPCError
from .scene import equal


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
        #: How often each verdict on a block was given.
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

    def propose(self, what: str, data: bytes) -> object:
        """The verdict about a block that is not to be kept."""
        request = {"mode": "proposal", "data": data.hex(), "rules": ["segwit"]}
        verdict = self.both(what, "getblocktemplate", request)
        self.verdicts[f"proposal: {verdict}"] += 1
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
