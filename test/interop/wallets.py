#!/usr/bin/env python3
"""Has this project and Bitcoin Core open each other's wallet files.

    test/interop/wallets.py [--bitcoind PATH] [--node PATH]

Each makes a wallet with a history: payments, change, labels, a lock, an imported descriptor; and one that is
encrypted. Then the other opens the files over the same chain, has to know the same, and spends. Without
--bitcoind the program is what BITCOIN_CORE_BITCOIND names; exits with 77 where there is none.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import Any

from workplace import SKIPPED, command_line, programs, workplace  # isort: skip
from framework.node import Node
from framework.ports import PortBlock

STRANGER = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
DESCRIPTOR = (
    "wsh(multi(1,tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx"
    "8UbK/7/*,tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJ"
    "ZL5B/8/*))"
)
#: What differs between programs and runs, and is not the wallet's.
VOLATILE = {"unlocked_until", "scanning", "walletversion", "lastprocessedblock", "keypoolsize", "birthtime"}


def make(node: Node) -> None:
    """Two wallets with a past."""
    node.rpc.createwallet("past", avoid_reuse=True)
    rpc = node.wallet("past")
    checked = rpc.getdescriptorinfo(DESCRIPTOR)
    text = f"{DESCRIPTOR}#{checked['checksum']}"
    result = rpc.importdescriptors([{"desc": text, "timestamp": "now", "range": [0, 20]}])
    assert result[0]["success"], result
    node.rpc.generatetoaddress(101, rpc.getnewaddress("mined", "bech32m"))
    for kind in ("legacy", "p2sh-segwit", "bech32", "bech32m"):
        rpc.sendtoaddress(rpc.getnewaddress(f"to {kind} €", kind), 1)
        node.rpc.generatetoaddress(1, STRANGER)
    shared = rpc.deriveaddresses(rpc.getdescriptorinfo(DESCRIPTOR)["descriptor"], [0, 0])[0]
    rpc.sendtoaddress(address=shared, amount=2, comment="to the shared key", comment_to="somebody")
    first = rpc.sendtoaddress(STRANGER, 3)
    rpc.bumpfee(first)
    rpc.setlabel(STRANGER, "stranger")
    node.rpc.generatetoaddress(2, STRANGER)
    waiting = rpc.sendtoaddress(STRANGER, "0.5")
    assert waiting in node.rpc.getrawmempool()
    coin = rpc.listunspent()[0]
    rpc.lockunspent(False, [{"txid": coin["txid"], "vout": coin["vout"]}], True)

    node.rpc.createwallet("secret", passphrase="open sesame")
    secret = node.wallet("secret")
    rpc.sendtoaddress(secret.getnewaddress("", "p2sh-segwit"), 4)
    node.rpc.generatetoaddress(1, STRANGER)


def knowledge(node: Node) -> dict[str, Any]:
    """All that the two wallets know, in an order that does not depend on the program."""
    known: dict[str, Any] = {}
    for name in ("past", "secret"):
        rpc = node.wallet(name)
        info = {key: value for key, value in rpc.getwalletinfo().items() if key not in VOLATILE}
        entries = rpc.listtransactions("*", 1000)
        # How many addresses are ready depends on when the wallet was opened last.
        descriptors = [
            {key: value for key, value in entry.items() if key != "range"}
            for entry in rpc.listdescriptors()["descriptors"]
        ]
        known[name] = {
            "info": info | {"flags": sorted(info.get("flags", []))},
            "balances": rpc.getbalances()["mine"],
            "transactions": sorted(entries, key=lambda e: (e["txid"], e["category"], e["vout"])),
            "coins": sorted(
                (e["txid"], e["vout"], e["amount"], e["desc"], e["safe"]) for e in rpc.listunspent(0)
            ),
            "locked": rpc.listlockunspent(),
            "labels": {label: rpc.getaddressesbylabel(label) for label in sorted(rpc.listlabels())},
            "descriptors": sorted(descriptors, key=lambda e: e["desc"]),
            "details": {
                e["txid"]: {k: v for k, v in rpc.gettransaction(e["txid"]).items() if k != "details"}
                for e in entries
            },
        }
    known["keys"] = sorted(e["desc"] for e in node.wallet("past").listdescriptors(True)["descriptors"])
    return known


def differences(left: Any, right: Any, path: str = "") -> Iterator[str]:
    """Where two values differ."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}, key=str):
            yield from differences(left.get(key), right.get(key), f"{path}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differences(one, other, f"{path}[{number}]")
    elif left != right:
        yield f"{path}: {left!r} is not {right!r}"


def copy_chain(source: Node, target: Node) -> None:
    """Gives a node the blocks and the mempool of another."""
    for height in range(target.rpc.getblockcount() + 1, source.rpc.getblockcount() + 1):
        target.rpc.submitblock(source.rpc.getblock(source.rpc.getblockhash(height), 0))
    for txid in source.rpc.getrawmempool():
        target.rpc.sendrawtransaction(source.rpc.getrawtransaction(txid))
    assert target.rpc.getbestblockhash() == source.rpc.getbestblockhash()


def hand_over(maker: Node, taker: Node) -> None:
    """Has one make wallets and the other open them, and the first open them again."""
    maker.start("-fallbackfee=0.0002")
    make(maker)
    before = knowledge(maker)
    taker.start("-fallbackfee=0.0002")
    copy_chain(maker, taker)
    for name in ("past", "secret"):
        maker.rpc.unloadwallet(name)
        source, target = (node.chain_dir / "wallets" / name for node in (maker, taker))
        shutil.copytree(source, target)
        taker.rpc.loadwallet(name)
    found = list(differences(before, knowledge(taker)))
    assert not found, "\n".join(["the other knows something else:", *found[:20]])

    # The same keys: the next address of each type is the same when the first has the file back.
    kinds = ("legacy", "p2sh-segwit", "bech32", "bech32m")
    rpc = taker.wallet("past")
    spent = rpc.sendtoaddress(STRANGER, 5)
    secret = taker.wallet("secret")
    secret.walletpassphrase("open sesame", 600)
    spent_secret = secret.sendall([STRANGER])["txid"]
    addresses = [rpc.getnewaddress("", kind) for kind in kinds]
    taker.rpc.generatetoaddress(1, STRANGER)
    assert taker.rpc.getrawmempool() == []
    later = knowledge(taker)
    copy_chain(taker, maker)
    for name in ("past", "secret"):
        taker.rpc.unloadwallet(name)
        source, target = (node.chain_dir / "wallets" / name for node in (taker, maker))
        shutil.rmtree(target)
        shutil.copytree(source, target)
        maker.rpc.loadwallet(name)
    found = list(differences(later, knowledge(maker)))
    assert not found, "\n".join(["back again, something else is known:", *found[:20]])
    back = maker.wallet("past")
    assert all(back.getaddressinfo(address)["ismine"] for address in addresses)
    assert back.gettransaction(spent)["confirmations"] == 1
    assert maker.wallet("secret").gettransaction(spent_secret)["confirmations"] == 1
    maker.wallet("secret").walletpassphrase("open sesame", 600)
    for node in (maker, taker):
        node.stop(stderr=None)


def main() -> int:
    """Exit code 0 if all went well, 77 without a bitcoind."""
    parser = command_line(__doc__)
    options = parser.parse_args()
    if (both := programs(options)) is None:
        return SKIPPED
    own, core = both
    ports = PortBlock()
    with workplace() as directory:
        nodes: list[Node] = []
        try:
            for title, maker, taker in (
                ("Core's wallets here", core, own),
                ("our wallets in Core", own, core),
            ):
                name = title.replace(" ", "-").replace("'", "")
                pair = [
                    Node(binaries, directory / f"{name}-{role}", ports)
                    for role, binaries in (("maker", maker), ("taker", taker))
                ]
                nodes += pair
                hand_over(*pair)
                print(f"{title}: the same history, balances, labels, locks and keys, there and back")
        finally:
            for node in nodes:
                if node.is_running and node.process is not None:
                    node.process.kill()
                    node.process.wait()
            ports.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
