#!/usr/bin/env python3
"""Has this node and Bitcoin Core's make, sign, combine, finish and take apart the same PSBTs.

    test/interop/psbt_differential.py --bitcoind PATH [--node PATH] [--count 400] [--seed 1]

An attempt is the way of one transaction: random outputs of many kinds are spent, several signers add what
they know in any order, their PSBTs are combined and finished, joined with others, and damaged in between. All
answers must be the same, those about damage with the same errors. What is complete is sent, and mined now
and then. Exits with 1 at the first difference, which it shows with the commands that led to it; with 77 where
no bitcoind is named.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pair import Difference, Pair, command_line, compare

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TEST_SECRET = b"\xef"
START_TIME = 1_900_000_000
#: The size of the field that keys are in.
FIELD = 2**256 - 2**32 - 977
HASH_TYPES = ("DEFAULT", "ALL", "NONE", "SINGLE", "ALL|ANYONECANPAY", "SINGLE|ANYONECANPAY")
#: What descriptors are made of; `k`, `l` and `m` stand for keys.
KINDS = (
    "pk({k})",
    "pkh({k})",
    "wpkh({k})",
    "sh(wpkh({k}))",
    "sh(multi(2,{k},{l},{m}))",
    "sh(wsh(sortedmulti(2,{k},{l},{m})))",
    "wsh(multi(2,{k},{l},{m}))",
    "wsh(and_v(v:pk({k}),older(3)))",
    "wsh(or_d(pk({k}),and_v(v:pkh({l}),after(100))))",
    "wsh(andor(pk({k}),pk({l}),and_v(v:pk({m}),older(2))))",
    "tr({k})",
    "tr({k},pk({l}))",
    "tr({k},{{pk({l}),multi_a(2,{l},{m})}})",
    "tr({k},{{and_v(v:pk({l}),older(2)),{{pk({m}),sortedmulti_a(1,{k},{m})}}}})",
)


def base58check(data: bytes) -> str:
    """The text of bytes with a check sum."""
    data += sha256(sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def is_spendable(spent: dict[str, Any]) -> bool:
    """Whether an output is none of taproot, or its key is a point of the curve."""
    script = spent.get("witness_utxo", {}).get("scriptPubKey", {}).get("hex", "")
    if not script.startswith("5120") or len(script) != 68:
        return True
    x = int(script[4:], 16)
    return x < FIELD and pow(x**3 + 7, (FIELD - 1) // 2, FIELD) == 1


@dataclass(frozen=True)
class Lock:
    """A descriptor with its secrets and without, and its address."""

    secret: str
    public: str
    script: str
    address: str | None


@dataclass(frozen=True)
class Coin:
    """An output of a lock."""

    txid: str
    index: int
    value: int
    lock: Lock


class Run:
    """The attempts."""

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair = pair
        self.random = random.Random(seed)
        self.time = START_TIME
        self.locks: list[Lock] = []
        self.coins: list[Coin] = []
        self.old: list[str] = []
        self.counts: dict[str, int] = {}

    def count(self, name: str) -> None:
        """Something happened once more."""
        self.counts[name] = self.counts.get(name, 0) + 1

    # Chain

    def mine(self, count: int = 1, descriptor: str = "raw(51)") -> list[str]:
        """Core finds blocks, and both take them in."""
        found = []
        for _ in range(count):
            self.time += 600
            self.pair.ask("setmocktime", self.time)
            found += self.pair.theirs.rpc.generatetodescriptor(1, descriptor)
            answer = self.pair.ours.rpc.submitblock(self.pair.theirs.rpc.getblock(found[-1], 0))
            if answer is not None:
                raise Difference(f"block {found[-1]} is refused: {answer}")
        return found

    def key(self) -> str:
        """A secret key: a single one, or one of a tree, with its origin perhaps."""
        generator = self.random
        if generator.random() < 0.5:
            return base58check(TEST_SECRET + generator.randbytes(32) + b"\1")
        data = (
            bytes.fromhex("04358394") + bytes(9) + generator.randbytes(32) + b"\0" + generator.randbytes(32)
        )
        origin = (
            f"[{generator.randbytes(4).hex()}/48h/{generator.randrange(9)}]"
            if generator.random() < 0.5
            else ""
        )
        return f"{origin}{base58check(data)}/{generator.randrange(5)}/7"

    def prepare(self) -> None:
        """Makes locks of all kinds and coins for them."""
        self.pair.ask("setmocktime", self.time)
        for kind in KINDS * 3:
            plain = kind.format(k=self.key(), l=self.key(), m=self.key())
            info = self.pair.ask("getdescriptorinfo", plain)
            if "error" in info:
                raise Difference(f"{plain} is refused: {info}")
            secret = f"{plain}#{info['checksum']}"
            public = info["descriptor"]
            block = self.pair.theirs.rpc.getblock(self.mine(1, secret)[0], 2)
            output = block["tx"][0]["vout"][0]
            lock = Lock(secret, public, output["scriptPubKey"]["hex"], output["scriptPubKey"].get("address"))
            self.locks.append(lock)
            self.coins.append(Coin(block["tx"][0]["txid"], 0, int(output["value"] * 100_000_000), lock))
        self.mine(100)

    # Parts of a way

    def created(self, coins: list[Coin]) -> tuple[str, list[Lock]]:
        """A PSBT that spends coins, and the locks of its outputs."""
        generator = self.random
        inputs: list[dict[str, Any]] = [{"txid": coin.txid, "vout": coin.index} for coin in coins]
        for spent in inputs:
            if generator.random() < 0.3:
                spent["sequence"] = generator.choice((0, 3, 0xFFFFFFFD, 0xFFFFFFFF))
        value = sum(coin.value for coin in coins) - 20_000
        payees = [lock for lock in self.locks if lock.address]
        chosen = generator.sample(payees, generator.choice((1, 1, 2, 3)))
        share = value // len(chosen)
        outputs: list[dict[str, str]] = [
            {lock.address or "": f"{share // 10**8}.{share % 10**8:08}"} for lock in chosen
        ]
        if generator.random() < 0.1:
            outputs.append({"data": generator.randbytes(10).hex()})
        lock_time = generator.choice((0, 0, 50, 101))
        version = generator.choice((0, 0, 2))
        # Who says so of the whole cannot say otherwise of an input.
        is_replaceable = not any("sequence" in spent for spent in inputs)
        if generator.random() < 0.7:
            psbt = self.pair.ask("createpsbt", inputs, outputs, lock_time, is_replaceable, 2, version)
        else:
            raw = self.pair.ask("createrawtransaction", inputs, outputs, lock_time, is_replaceable)
            psbt = self.pair.ask("converttopsbt", raw, False, True, version)
        return psbt, chosen

    def signed(self, psbt: str, locks: list[Lock], hash_type: str) -> str:
        """What one signer with some of the secrets makes of it."""
        generator = self.random
        known = [
            lock.secret if generator.random() < 0.8 else lock.public
            for lock in locks
            if generator.random() < 0.8
        ]
        generator.shuffle(known)
        if generator.random() < 0.1:
            # A signer that wants something else than the others.
            hash_type = generator.choice(HASH_TYPES)
        answer = self.pair.ask(
            "descriptorprocesspsbt",
            psbt,
            known,
            hash_type,
            generator.random() < 0.7,
            generator.random() < 0.5,
        )
        self.count("refused signings" if "error" in answer else "signings")
        return answer.get("psbt", psbt)

    def examine(self, psbt: str) -> None:
        """What is told about it."""
        self.pair.ask("decodepsbt", psbt)
        self.pair.ask("analyzepsbt", psbt)

    def damage(self, psbt: str) -> None:
        """One byte is another, or some are missing; who reads it must say the same about it."""
        generator = self.random
        data = bytearray(base64.b64decode(psbt))
        place = generator.randrange(len(data))
        match generator.randrange(4):
            case 0:
                data[place] ^= 1 << generator.randrange(8)
            case 1:
                data[place] = generator.randrange(256)
            case 2:
                del data[place : place + generator.randrange(1, 40)]
            case _:
                data[place:place] = generator.randbytes(generator.randrange(1, 5))
        text = base64.b64encode(data).decode()
        answer = self.pair.ask("decodepsbt", text)
        self.count("damage noticed" if "error" in answer else "damage unnoticed")
        if "error" not in answer:
            # Core estimates the size of inputs that nobody can ever spend.
            if all(is_spendable(spent) for spent in answer["inputs"]):
                self.pair.ask("analyzepsbt", text)
            self.pair.ask("finalizepsbt", text)
            self.pair.ask("combinepsbt", [psbt, text])
            self.pair.ask("utxoupdatepsbt", text)

    def join(self, psbt: str) -> None:
        """Several become one, with inputs and outputs in any order."""
        others = self.random.sample(self.old, min(len(self.old), self.random.choice((1, 1, 2))))
        answers = [
            self.tried(node, "joinpsbts", [psbt, *others]) for node in (self.pair.ours, self.pair.theirs)
        ]
        if any("error" in answer for answer in answers):
            if answers[0] != answers[1]:
                raise Difference(f"joinpsbts([{psbt}, {others}])\n  {answers[0]}\n  {answers[1]}")
            self.count("refused joins")
            return
        self.count("joins")
        # Each node tells of what the other one has joined, in its order.
        decoded = [self.pair.ask("decodepsbt", answer["psbt"]) for answer in answers]
        parts = [self.in_order(part) for part in decoded]
        if parts[0] != parts[1]:
            raise Difference(f"joinpsbts([{psbt}, {others}])\n  ours:   {parts[0]}\n  theirs: {parts[1]}")

    @staticmethod
    def tried(node: Any, method: str, *arguments: Any) -> dict[str, Any]:
        """The PSBT that a command makes, or its error."""
        try:
            return {"psbt": node.rpc.call(method, list(arguments))}
        except Exception as error:
            return {"error": str(error)}

    @staticmethod
    def in_order(decoded: dict[str, Any]) -> list[str]:
        """All parts of a decoded PSBT, without what depends on their order."""
        transaction = decoded["tx"]
        for number, output in enumerate(transaction["vout"]):
            output.pop("n", number)
        pairs = [*zip(transaction["vin"], decoded["inputs"], strict=True)]
        pairs += [*zip(transaction["vout"], decoded["outputs"], strict=True)]
        rest = {key: value for key, value in decoded.items() if key not in ("tx", "inputs", "outputs")}
        texts = sorted(json.dumps(pair, sort_keys=True, default=str) for pair in pairs)
        return [*texts, json.dumps(rest, sort_keys=True, default=str), str(transaction["locktime"])]

    def finish(self, psbt: str, coins: list[Coin], payees: list[Lock]) -> None:
        """What is complete is sent, and its outputs are coins from then on."""
        self.pair.ask("finalizepsbt", psbt, False)
        answer = self.pair.ask("finalizepsbt", psbt)
        if not answer.get("complete"):
            self.count("incomplete")
            return
        self.count("complete")
        self.pair.ask("testmempoolaccept", [answer["hex"]])
        sent = self.pair.ask("sendrawtransaction", answer["hex"], 0)
        if not isinstance(sent, str):
            self.count("not taken")
            return
        self.count("sent")
        decoded = self.pair.theirs.rpc.decoderawtransaction(answer["hex"])
        self.coins = [coin for coin in self.coins if coin not in coins]
        for number, lock in enumerate(payees):
            value = int(decoded["vout"][number]["value"] * 100_000_000)
            self.coins.append(Coin(sent, number, value, lock))

    # Attempts

    def attempt(self) -> None:
        """The way of one transaction."""
        generator = self.random
        coins = generator.sample(self.coins, min(len(self.coins), generator.choice((1, 1, 2, 3))))
        start, payees = self.created(coins)
        self.examine(start)
        locks = [coin.lock for coin in coins] + payees
        known = [lock.public for lock in locks if generator.random() < 0.8]
        updated = self.pair.ask("utxoupdatepsbt", start, known)
        self.examine(updated)
        hash_type = "ALL" if generator.random() < 0.3 else generator.choice(HASH_TYPES)
        if generator.random() < 0.4:
            hash_type = "DEFAULT"
        parts = [generator.choice((start, updated)) for _ in range(generator.choice((1, 2, 3)))]
        parts = [self.signed(part, locks, hash_type) for part in parts]
        for part in parts:
            self.examine(part)
        generator.shuffle(parts)
        combined = self.pair.ask("combinepsbt", [*parts, generator.choice((start, updated))])
        if not isinstance(combined, str):
            raise Difference(f"combinepsbt({parts}) is refused: {combined}")
        self.examine(combined)
        if generator.random() < 0.3:
            self.pair.ask("combinepsbt", [combined, *generator.sample(self.old, min(1, len(self.old)))])
        if self.old and generator.random() < 0.4:
            self.join(generator.choice((start, updated, combined)))
        for _ in range(3):
            self.damage(generator.choice((start, updated, combined)))
        if generator.random() < 0.8:
            combined = self.signed(combined, locks, hash_type)
        self.finish(combined, coins, payees)
        self.old = [*self.old[-30:], start, updated, combined]
        if generator.random() < 0.2 or len(self.coins) < 8:
            self.mine()


def run(pair: Pair, options: argparse.Namespace) -> str:
    """All attempts."""
    attempts = Run(pair, options.seed)
    attempts.prepare()
    for number in range(options.count):
        pair.attempts = number
        attempts.attempt()
    return str(attempts.counts)


def main() -> int:
    """Runs it."""
    options = command_line(__doc__, count=400).parse_args()
    return compare(options, ["-disablewallet", f"-mocktime={START_TIME}", "-persistmempool=0"], run)


if __name__ == "__main__":
    sys.exit(main())
