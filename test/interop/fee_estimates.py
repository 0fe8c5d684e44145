#!/usr/bin/env python3
"""Holds the node's fee estimates against those of a real bitcoind.

    test/interop/fee_estimates.py --bitcoind PATH [--node build/bin/bitcoin-node] [--rounds 40] [--seed 1]

Both see the same transactions, replacements and blocks, and must give equal answers to `estimatesmartfee` and
`estimaterawfee` after each block. When they stop, their files `fee_estimates.dat` must be equal, and each
must read the file of the other. Exits with 77 where there is no bitcoind.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SKIPPED = 77
#: The script of all outputs: anybody may spend them.
OP_TRUE = bytes([0x51])
DESCRIPTOR = "raw(51)"
TARGETS = (1, 2, 3, 6, 12, 20, 48, 144, 1008)
MODES = ("economical", "conservative")
THRESHOLDS = (0.5, 0.85, 0.95)
#: An input with this number may be replaced (BIP125).
REPLACEABLE = 0xFFFFFFFD
#: About how large a transaction of one input is here, in virtual bytes.
SIZE = 130


class Different(Exception):
    """The two do not agree."""


@dataclass(frozen=True)
class Coin:
    """An output and its value in satoshis."""

    txid: str
    index: int
    value: int


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def transaction(coin: Coin, outputs: int, fee: int) -> tuple[str, int]:
    """A transaction in hexadecimal, and the value of each of its outputs."""
    each = (coin.value - fee) // outputs
    padding = bytes([0x6A, 60]) + bytes(60)
    out = b"".join(struct.pack("<qB", each, 1) + OP_TRUE for _ in range(outputs))
    out += struct.pack("<qB", 0, len(padding)) + padding
    spent = bytes.fromhex(coin.txid)[::-1] + struct.pack("<IBI", coin.index, 0, REPLACEABLE)
    return (struct.pack("<iB", 2, 1) + spent + bytes([outputs + 1]) + out + bytes(4)).hex(), each


class Node:
    """A node on regtest with nobody else on its network."""

    def __init__(self, program: Path, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.port = free_port()
        options = [
            "-regtest",
            f"-datadir={directory}",
            f"-rpcport={self.port}",
            "-rpcuser=u",
            "-rpcpassword=p",
            "-listen=0",
            "-acceptnonstdtxn=1",
            "-disablewallet",
        ]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                self.call("getblockcount")
                return
            except (OSError, Different):
                time.sleep(0.1)
        raise Different(f"{program} does not answer")

    def call(self, method: str, *parameters: Any) -> Any:
        """What a command gives."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        password = base64.b64encode(b"u:p").decode()
        body = json.dumps({"method": method, "params": parameters, "id": 1})
        connection.request("POST", "/", body, {"Authorization": f"Basic {password}"})
        answer = json.loads(connection.getresponse().read())
        if answer.get("error"):
            raise Different(f"{method}: {answer['error']}")
        return answer["result"]

    def stop(self) -> None:
        """Ends the node."""
        try:
            self.call("stop")
        except (OSError, Different):
            self.process.terminate()
        self.process.wait(60)

    @property
    def estimates(self) -> Path:
        """The file that it leaves."""
        return self.directory / "regtest" / "fee_estimates.dat"


@dataclass
class Comparison:
    """Two nodes that are told the same."""

    theirs: Node
    ours: Node
    chance: random.Random
    coins: list[Coin] = field(default_factory=list)
    #: What waits, by its id: the coin that it spends, its rate, and what it leaves.
    waiting: dict[str, tuple[Coin, float, int]] = field(default_factory=dict)
    answers: int = 0

    def both(self, method: str, *parameters: Any) -> Any:
        """An answer that both must give."""
        theirs, ours = self.theirs.call(method, *parameters), self.ours.call(method, *parameters)
        if theirs != ours:
            raise Different(f"{method} {parameters}: {theirs} and {ours}")
        return theirs

    def mine(self, hashes: list[str]) -> None:
        """Gives the node the blocks of bitcoind."""
        for block in hashes:
            if (reason := self.ours.call("submitblock", self.theirs.call("getblock", block, 0))) is not None:
                raise Different(f"block refused: {reason}")

    def prepare(self) -> None:
        """Makes many small coins."""
        self.mine(self.theirs.call("generatetodescriptor", 120, DESCRIPTOR))
        for height in range(1, 15):
            block = self.theirs.call("getblock", self.theirs.call("getblockhash", height))
            raw, each = transaction(Coin(block["tx"][0], 0, 50 * 10**8), 200, 100_000)
            txid = self.both("sendrawtransaction", raw, 0)
            self.coins += [Coin(txid, index, each) for index in range(200)]
        self.mine(self.theirs.call("generatetodescriptor", 1, DESCRIPTOR))

    def send(self, coin: Coin, rate: float) -> None:
        """Spends a coin, perhaps once more."""
        raw, each = transaction(coin, 1, int(rate * SIZE))
        self.waiting[self.both("sendrawtransaction", raw, 0)] = (coin, rate, each)

    def step(self) -> None:
        """Transactions, replacements, and a block with most of those that pay well."""
        for _ in range(self.chance.randint(10, 40)):
            coin = self.coins.pop(self.chance.randrange(len(self.coins)))
            self.send(coin, self.chance.choice([1, 2, 3, 5, 8, 13, 20, 50]) + self.chance.random())
        for txid in self.chance.sample(sorted(self.waiting), min(4, len(self.waiting))):
            coin, rate, _ = self.waiting.pop(txid)
            self.send(coin, rate * 2 + 5)
        chosen = [
            txid for txid, (_, rate, _) in self.waiting.items() if self.chance.random() < min(0.98, rate / 15)
        ]
        self.mine([self.theirs.call("generateblock", DESCRIPTOR, chosen)["hash"]])
        self.coins += [Coin(txid, 0, self.waiting.pop(txid)[2]) for txid in chosen]
        self.compare()

    def compare(self) -> None:
        """Asks both for everything."""
        for target in TARGETS:
            for mode in MODES:
                self.both("estimatesmartfee", target, mode)
            for threshold in THRESHOLDS:
                self.both("estimaterawfee", target, threshold)
        self.answers += len(TARGETS) * (len(MODES) + len(THRESHOLDS))


def run(bitcoind: Path, node: Path, directory: Path, rounds: int, seed: int) -> int:
    """Compares; the number of equal answers."""
    chance = random.Random(seed)
    theirs, ours = Node(bitcoind, directory / "theirs"), Node(node, directory / "ours")
    try:
        comparison = Comparison(theirs, ours, chance)
        comparison.prepare()
        for _ in range(rounds):
            comparison.step()
    finally:
        theirs.stop()
        ours.stop()
    if theirs.estimates.read_bytes() != ours.estimates.read_bytes():
        raise Different("the files differ")
    # Each goes on with the file of the other.
    swapped = ours.estimates.read_bytes()
    shutil.copy(theirs.estimates, ours.estimates)
    theirs.estimates.write_bytes(swapped)
    theirs, ours = Node(bitcoind, directory / "theirs"), Node(node, directory / "ours")
    try:
        again = Comparison(theirs, ours, chance)
        again.compare()
        if "feerate" not in again.both("estimatesmartfee", 6):
            raise Different("the files were not read")
    finally:
        theirs.stop()
        ours.stop()
    return comparison.answers + again.answers


def main() -> int:
    """The command line."""
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bitcoind", type=Path, help="a bitcoind of Bitcoin Core")
    parser.add_argument("--node", type=Path, default=root / "build" / "bin" / "bitcoin-node")
    parser.add_argument("--rounds", type=int, default=40, help="how many blocks")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.bitcoind is None or not options.bitcoind.exists():
        print("skipped: there is no bitcoind to compare with, see --bitcoind")
        return SKIPPED
    with tempfile.TemporaryDirectory() as directory:
        try:
            answers = run(options.bitcoind, options.node, Path(directory), options.rounds, options.seed)
        except Different as difference:
            print(f"different: {difference}", file=sys.stderr)
            return 1
    print(f"{answers} answers and the files are equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
