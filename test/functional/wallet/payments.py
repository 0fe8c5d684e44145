"""Who pays what, what others do meanwhile, and what a wallet tells when it cannot do what it is asked to."""

from __future__ import annotations

import time
from decimal import Decimal

from framework.node import Node
from framework.scene import Scene, equal, refused

FEE_RATE = "-fallbackfee=0.0002"
INSUFFICIENT_FUNDS = -4
WALLET_ERROR = -4
HOURS = 60 * 60


def funded(scene: Scene, *options: str) -> Node:
    """A node with a wallet that has one coin to spend and a hundred that are immature."""
    node = scene.started(FEE_RATE, *options)
    node.rpc.createwallet("w", load_on_startup=True)
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    return node


def version3(node: Node, wallet: str, amounts: dict[str, str], coin: dict[str, object] | None = None) -> str:
    """Sends a version 3 transaction, from a coin if one is given."""
    rpc = node.wallet(wallet)
    raw = rpc.createrawtransaction([coin] if coin else [], amounts, 0, True, 3)
    if not coin:
        raw = rpc.fundrawtransaction(raw, {"include_unsafe": True})["hex"]
    return rpc.sendrawtransaction(rpc.signrawtransactionwithwallet(raw)["hex"])


def test_receivers_who_pay_the_fee_pay_all_of_it(scene: Scene) -> None:
    node = funded(scene)
    node.rpc.createwallet("other")
    address = node.wallet("other").getnewaddress()
    for amount in (7, 3):
        before = node.wallet("w").getbalance()
        node.wallet("w").sendtoaddress(address=address, amount=amount, subtractfeefromamount=True)
        equal(node.wallet("w").getbalance(), before - amount)
    pending = node.wallet("other").getbalances()["mine"]["untrusted_pending"]
    assert Decimal("9.99") < pending < Decimal(10)


def test_the_sibling_of_a_version_3_child_cannot_be_spent(scene: Scene) -> None:
    node = funded(scene)
    for name in ("alice", "bob"):
        node.rpc.createwallet(name)
    alice, bob = node.wallet("alice"), node.wallet("bob")
    version3(node, "w", {alice.getnewaddress(): "2", bob.getnewaddress(): "2"})
    unspent = alice.listunspent(minconf=0)[0]
    coin = {"txid": unspent["txid"], "vout": unspent["vout"]}
    child = version3(node, "alice", {alice.getnewaddress(): "1.999"}, coin)
    # Bob knows nothing of that child, but its parent is his, too.
    with refused(INSUFFICIENT_FUNDS, "Insufficient funds"):
        version3(node, "bob", {bob.getnewaddress(): "1"})
    equal(child in node.rpc.getrawmempool(), True)


def test_a_backup_takes_the_place_of_no_wallet(scene: Scene) -> None:
    node = funded(scene)
    folder = node.datadir / "regtest" / "wallets"
    for target in (folder / "w" / "wallet.dat", folder / "w", folder):
        with refused(WALLET_ERROR, "backup failed"):
            node.rpc.backupwallet(str(target))
    assert not (folder / "wallet.dat").exists()
    equal(node.rpc.getbalance(), Decimal(50))


def test_outputs_can_be_signed_for_that_only_the_user_knows_of(scene: Scene) -> None:
    node = funded(scene)
    script = node.rpc.getaddressinfo(node.rpc.getnewaddress("", "p2sh-segwit"))["scriptPubKey"]
    place = {"txid": "11" * 32, "vout": 3}
    raw = node.rpc.createrawtransaction([place], {node.rpc.getnewaddress(): 1})
    known = place | {"scriptPubKey": script, "amount": 1}
    equal(node.rpc.signrawtransactionwithwallet(raw, [known])["complete"], True)


def test_what_is_not_confirmed_does_not_stop_a_node_that_indexes_anew(scene: Scene) -> None:
    node = funded(scene)
    txid = node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    node.stop()
    node.start(FEE_RATE, "-reindex")
    equal(node.rpc.gettransaction(txid)["confirmations"], 0)


def test_transactions_are_sent_again_a_day_later(scene: Scene) -> None:
    node = funded(scene)
    node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    now = int(time.time())
    node.rpc.setmocktime(now + 6 * 60)
    node.rpc.generateblock(node.rpc.getnewaddress(), [])
    # The wallet knows of the block when it answers this.
    node.rpc.getbalance()
    node.rpc.setmocktime(now + 37 * HOURS)
    with node.log.expecting("resubmit 1 unconfirmed transactions"):
        node.rpc.mockscheduler(60)


def test_blocks_that_cannot_be_read_are_missed(scene: Scene) -> None:
    node = funded(scene)
    side = node.rpc.generatetoaddress(1, node.rpc.getnewaddress())[0]
    node.rpc.invalidateblock(side)
    node.rpc.generatetoaddress(2, "mneYUmWYsuk7kySiURxCi3AGxrAqZxLgPZ")
    # The wallet has seen all blocks when it answers.
    node.rpc.getbalance()
    blocks = node.datadir / "regtest" / "blocks" / "blk00000.dat"
    blocks.rename(blocks.with_suffix(".moved"))
    with refused(-32603, "Can't read block from disk"):
        node.rpc.listsinceblock(side)
    blocks.with_suffix(".moved").rename(blocks)
    equal(node.rpc.listsinceblock(side)["lastblock"], node.rpc.getbestblockhash())
