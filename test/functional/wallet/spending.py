"""A wallet in its own process receives, tells, sends and forgets nothing."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from decimal import Decimal

from framework import processes
from framework.node import RPC_IN_WARMUP, Node
from framework.rpc import RPCError
from framework.scene import Scene, equal, refused
from framework.wait import wait_until

FEE_RATE = "-fallbackfee=0.0002"
INSUFFICIENT_FUNDS = -6
NOT_LOADED = -18


def funded(scene: Scene, *options: str) -> Node:
    """A node with a wallet that has one coin to spend and a hundred that are immature."""
    node = scene.started(FEE_RATE, *options)
    node.rpc.createwallet("w", load_on_startup=True)
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    return node


def killed_and_back(node: Node) -> None:
    """Kills the wallet process and waits for the next one."""
    first = node.wallet_process().pid
    os.kill(first, signal.SIGKILL)

    def another() -> bool:
        return any(p.name == "bitcoin-wallet" and p.pid != first for p in processes.descendants(node.pid))

    wait_until("another wallet process", another, timeout=30)


def test_mined_coins_are_mature_after_a_hundred_blocks(scene: Scene) -> None:
    node = funded(scene)
    balances = node.rpc.getbalances()["mine"]
    equal((balances["trusted"], balances["immature"]), (Decimal(50), Decimal(5000)))
    equal(node.rpc.getwalletinfo()["txcount"], 101)
    equal(len(node.rpc.listunspent()), 1)


def test_what_is_sent_arrives_once_and_change_comes_back(scene: Scene) -> None:
    node = funded(scene)
    node.rpc.createwallet("other")
    sender, receiver = node.wallet("w"), node.wallet("other")
    txid = sender.sendtoaddress(receiver.getnewaddress("rent"), 10)
    equal(receiver.getbalances()["mine"]["untrusted_pending"], Decimal(10))
    node.rpc.generatetoaddress(1, receiver.getnewaddress())
    equal(receiver.getbalance(), Decimal(10))
    own = sender.gettransaction(txid)
    equal((own["amount"], own["confirmations"]), (Decimal(-10), 1))
    equal(sender.getbalance(), Decimal(100) - 10 + own["fee"])
    equal(receiver.gettransaction(txid)["details"][0]["label"], "rent")


def test_a_wallet_cannot_pay_what_it_has_not(scene: Scene) -> None:
    node = funded(scene)
    with refused(INSUFFICIENT_FUNDS, "Insufficient funds"):
        node.rpc.sendtoaddress(node.rpc.getnewaddress(), 51)


def test_every_type_of_address_can_be_spent_from(scene: Scene) -> None:
    node = funded(scene)
    for kind in ("legacy", "p2sh-segwit", "bech32", "bech32m"):
        node.rpc.sendtoaddress(node.rpc.getnewaddress("", kind), 5)
    node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    node.rpc.createwallet("other")
    target = node.wallet("other").getnewaddress()
    result = node.wallet("w").sendall([target])
    assert result["complete"]
    node.rpc.generatetoaddress(1, target)
    equal(node.wallet("w").getbalances()["mine"]["trusted"], Decimal(50))
    assert node.wallet("other").getbalance() > Decimal(99)


def test_a_bumped_transaction_takes_the_place_of_the_first(scene: Scene) -> None:
    node = funded(scene)
    first = node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    bumped = node.rpc.bumpfee(first)
    assert bumped["fee"] > bumped["origfee"]
    equal(node.rpc.getrawmempool(), [bumped["txid"]])
    equal(node.rpc.gettransaction(first)["replaced_by_txid"], bumped["txid"])
    node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    equal(node.rpc.gettransaction(first)["confirmations"], -1)
    equal(node.rpc.gettransaction(bumped["txid"])["confirmations"], 1)


def test_an_encrypted_wallet_signs_only_while_it_is_unlocked(scene: Scene) -> None:
    node = funded(scene)
    node.rpc.encryptwallet("open sesame")
    address = node.rpc.getnewaddress()
    with refused(-13):
        node.rpc.sendtoaddress(address, 1)
    with refused(-14):
        node.rpc.walletpassphrase("wrong", 10)
    node.rpc.walletpassphrase("open sesame", 60)
    node.rpc.sendtoaddress(address, 1)
    node.rpc.walletlock()
    with refused(-13):
        node.rpc.sendtoaddress(address, 1)


def test_a_backup_has_all_coins(scene: Scene) -> None:
    node = funded(scene)
    backup = scene.directory / "backup.dat"
    node.rpc.backupwallet(str(backup))
    node.rpc.unloadwallet("w")
    with refused(NOT_LOADED):
        node.wallet("w").getbalance()
    node.rpc.generatetoaddress(5, "mneYUmWYsuk7kySiURxCi3AGxrAqZxLgPZ")
    node.rpc.restorewallet("again", str(backup))
    equal(node.wallet("again").getbalances()["mine"]["trusted"], Decimal(300))


def test_wallets_come_back_after_a_restart_and_catch_up(scene: Scene) -> None:
    node = funded(scene)
    txid = node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    before = node.rpc.getbalances()
    node.stop()
    node.start(FEE_RATE)
    equal(node.rpc.listwallets(), ["w"])
    equal(node.rpc.getbalances()["mine"], before["mine"])
    equal(node.rpc.gettransaction(txid)["confirmations"], 0)


def test_a_killed_wallet_process_reopens_its_wallets_and_catches_up(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = funded(scene)
    node.rpc.createwallet("second")
    address = node.wallet("w").getnewaddress()
    with node.log.expecting("Starting the wallet process again"):
        os.kill(node.wallet_process().pid, signal.SIGKILL)
    # Blocks go on while there is no wallet.
    node.rpc.generatetoaddress(3, address)

    def are_back() -> bool:
        try:
            return sorted(node.rpc.listwallets()) == ["second", "w"]
        except RPCError as error:
            # On a busy machine it takes the wallets longer to open than a command waits for them.
            if error.code != RPC_IN_WARMUP:
                raise
            return False

    wait_until("wallets are back", are_back, timeout=60)
    equal(node.wallet("w").getbalances()["mine"]["trusted"], Decimal(200))
    equal(node.wallet("w").getwalletinfo()["lastprocessedblock"]["height"], 104)


def test_nothing_is_lost_or_sent_twice_when_the_wallet_is_killed_while_it_sends(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = funded(scene)
    node.rpc.generatetoaddress(10, node.rpc.getnewaddress())
    target = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    for _ in range(5):
        wallet = node.wallet("w")
        wallet.sendtoaddress(target, 1)
        killed_and_back(node)
        wait_until("wallets are back", lambda: node.rpc.listwallets() == ["w"], timeout=30)
    sent = [entry for entry in node.wallet("w").listtransactions("*", 1000) if entry["category"] == "send"]
    equal(len(sent), 5)
    pool = set(node.rpc.getrawmempool())
    equal({entry["txid"] for entry in sent}, pool)
    node.rpc.generatetoaddress(1, target)
    fees = sum(entry["fee"] for entry in sent)
    equal(node.wallet("w").getbalances()["mine"]["trusted"], Decimal(50 * 12) - 5 + fees)


def loaded(node: Node) -> list[str]:
    """The wallets that are loaded, also while no process serves any."""
    try:
        return node.rpc.listwallets()
    except RPCError:
        return []


def test_a_wallet_that_is_killed_at_random_moments_while_it_sends_keeps_its_books(scene: Scene) -> None:
    """BITCOIN_TEST_KILLS says how often, such as 100."""
    scene.needs_wallet_process()
    node = funded(scene)
    node.rpc.generatetoaddress(30, node.rpc.getnewaddress())
    node.stop()
    # From here on the test starts and kills the wallet process itself.
    node.start("-ipcbind=unix", "-disablewallet")
    holder = scene.node()
    target = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    chance = random.Random(1)
    answered: list[str] = []

    def send() -> None:
        client = node.wallet("w")
        try:
            for _ in range(100):
                answered.append(client.sendtoaddress(address=target, amount="0.5", fee_rate=2))
        except (RPCError, OSError):
            return

    for _ in range(int(os.environ.get("BITCOIN_TEST_KILLS", "20"))):
        scene.attached_wallet(node, "-wallet=w", process=holder)
        wait_until("the wallet is served", lambda: loaded(node) == ["w"], timeout=30)
        sender = threading.Thread(target=send)
        sender.start()
        time.sleep(chance.uniform(0, 0.4))
        holder.signal(signal.SIGKILL)
        holder.wait_ended()
        sender.join()
        wait_until("the node has noticed", lambda: loaded(node) == [], timeout=30)
        if chance.random() < 0.3:
            node.rpc.generatetoaddress(1, target)

    scene.attached_wallet(node, "-wallet=w", process=holder)
    wait_until("the wallet is served", lambda: loaded(node) == ["w"], timeout=30)
    wallet = node.wallet("w")
    sent = [entry for entry in wallet.listtransactions("*", 10000) if entry["category"] == "send"]
    known = {entry["txid"] for entry in sent}
    assert answered and set(answered) <= known, set(answered) - known
    # Nobody but this wallet sends here: whatever is in the memory pool, it made.
    assert set(node.rpc.getrawmempool()) <= known
    assert all(entry["confirmations"] >= 0 for entry in sent)
    node.rpc.generatetoaddress(1, target)
    equal(node.rpc.getrawmempool(), [])
    spent = sum(entry["amount"] + entry["fee"] for entry in sent)
    balances = wallet.getbalances()["mine"]
    mined = sum(
        entry["amount"]
        for entry in wallet.listtransactions("*", 10000)
        if entry["category"] in ("generate", "immature")
    )
    equal(balances["trusted"] + balances["immature"], mined + spent)
    holder.signal(signal.SIGTERM)
    equal(holder.wait_ended(timeout=20).code, 0)
