#!/usr/bin/env python3
"""Puts right and wrong blocks to this node and to Bitcoin Core's, under all rules of regtest, and on signet.

    test/interop/block_differential.py --bitcoind PATH [--node PATH] [--blocks 250] [--wrong 60] [--seed 1]

Before each block of a chain, both get that many wrong ones, and some of these again, or a block on top, or
as a proposal. Every verdict must be the same, and so must coins and tips after every few blocks. Prints how
often each verdict was given. Exits with 1 at the first difference, or if a reason for which a block can be
refused was not met; with 77 where no bitcoind is named.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from workplace import command_line, programs, workplace

# isort: split
# Found from here on only.
from framework.binaries import Binaries
from framework.blocks import Block, coinbase, push, sha256
from framework.blocktrial import ALL_RULES, OPTIONS, Rules, Trial
from framework.comparison import Comparison
from framework.node import Node
from framework.ports import PortBlock

SKIPPED = 77
#: Every reason for which upstream refuses a block, but for those that no block can reach: more money than
#: there is would have to come from somewhere, and a transaction that is too large makes its block too large.
REASONS = (
    "bad-blk-length",
    "bad-blk-sigops",
    "bad-blk-weight",
    "bad-cb-amount",
    "bad-cb-height",
    "bad-cb-length",
    "bad-cb-missing",
    "bad-cb-multiple",
    "bad-diffbits",
    "bad-prevblk",
    "bad-signet-blksig",
    "bad-txnmrklroot",
    "bad-txns-BIP30",
    "bad-txns-duplicate",
    "bad-txns-in-belowout",
    "bad-txns-inputs-duplicate",
    "bad-txns-inputs-missingorspent",
    "bad-txns-nonfinal",
    "bad-txns-premature-spend-of-coinbase",
    "bad-txns-prevout-null",
    "bad-txns-txouttotal-toolarge",
    "bad-txns-vin-empty",
    "bad-txns-vout-empty",
    "bad-txns-vout-negative",
    "bad-txns-vout-toolarge",
    "bad-version",
    "bad-witness-merkle-match",
    "bad-witness-nonce-size",
    "block-script-verify-flag-failed",
    "duplicate",
    "duplicate-invalid",
    "high-hash",
    "inconclusive",
    "prev-blk-not-found",
    "time-timewarp-attack",
    "time-too-new",
    "time-too-old",
    "unexpected-witness",
)


def comparison(
    folder: Path, own: Binaries, core: Binaries, rules: Rules, chain: str = "regtest"
) -> Comparison:
    """Both programs under some rules."""
    ports = PortBlock()
    nodes = [Node(each, folder / name, ports, chain=chain) for each, name in ((core, "core"), (own, "own"))]
    for node in nodes:
        node.start(*OPTIONS, "-disablewallet", *rules.options)
    return Comparison(*nodes)


def stop(comparison: Comparison) -> None:
    """Both."""
    for node in (comparison.core, comparison.ours):
        node.stop(stderr=None)


def try_signet(comparison: Comparison, own: Binaries, secret: bytes, chance: random.Random) -> None:
    """Blocks with and without the solution of the chain's challenge (BIP325): to know what hashes to it."""
    header = bytes.fromhex("ecc7daa2")
    tip, time = bytes.fromhex(comparison.core.rpc.getbestblockhash())[::-1], 1_700_000_000
    bits = int(comparison.core.rpc.getblockheader(tip[::-1].hex())["bits"], 16)
    right = b"\x21" + push(secret) + b"\x00"
    for height in range(1, 4):
        for solution in (
            None,
            b"",
            b"\x00\x00",
            b"\x21" + push(chance.randbytes(32)) + b"\x00",
            right + b"\x00",
            right[:-1],
            right,
        ):
            block = Block(tip, time, [coinbase(height, 50, b"\x51")], bits=bits)
            block.commit()
            if solution is not None:
                block.transactions[0].outputs[-1].script += push(header + solution)
            grind(own, block)
            verdict = comparison.submit(f"solution {solution!r} at height {height}", block.serialized())
        assert verdict is None, verdict
        tip, time = block.hash, time + 600
    comparison.states("at the end of signet")


def grind(own: Binaries, block: Block) -> None:
    """Has bitcoin-util find the proof of work, which takes millions of hashes."""
    block.solve()
    command = [own.program("bitcoin-util"), "grind", block.header.hex()]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    block.nonce = int.from_bytes(bytes.fromhex(found)[76:80], "little")


def reason(verdict: str) -> str:
    """Without what is told of the script or the version."""
    return verdict.split("(")[0].strip()


def main() -> int:
    """The exit code."""
    parser = command_line(__doc__)
    parser.add_argument("--blocks", type=int, default=250, help="right ones, under each of the rules")
    parser.add_argument("--wrong", type=int, default=60, help="wrong ones before each right one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if (found := programs(options)) is None:
        return SKIPPED
    own, core = found
    verdicts: Counter[str] = Counter()
    try:
        with workplace() as directory:
            for rules in ALL_RULES:
                both = comparison(directory / rules.name.replace(" ", "-"), own, core, rules)
                trial = Trial(both, rules, seed=options.seed, blocks=options.blocks, wrong=options.wrong)
                trial.run()
                stop(both)
                verdicts += both.verdicts
                print(f"{rules.name}: {both.verdicts.total()} verdicts, all the same", flush=True)
            secret = sha256(options.seed.to_bytes(8, "little"))
            challenge = b"\xa8" + push(sha256(secret)) + b"\x87"
            rules = Rules("signet", (f"-signetchallenge={challenge.hex()}",))
            both = comparison(directory / "signet", own, core, rules, "signet")
            try_signet(both, own, secret, random.Random(options.seed))
            stop(both)
            verdicts += both.verdicts
    except AssertionError as error:
        print(f"DIFFERENCE: {error}", file=sys.stderr)
        return 1
    for verdict, count in sorted(verdicts.items(), key=lambda each: (-each[1], each[0])):
        print(f"{count:8} {'accepted' if verdict == 'None' else verdict}")
    met = {reason(verdict) for verdict in verdicts}
    missing = [each for each in REASONS if each not in met]
    print(f"{verdicts.total()} verdicts on blocks, no difference; {verdicts['None']} were right")
    if missing:
        print(f"not met: {', '.join(missing)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
