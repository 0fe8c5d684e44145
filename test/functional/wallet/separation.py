"""Keys live in the wallet's process and nowhere else, and that process cannot hold up the node."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from decimal import Decimal
from pathlib import Path

from framework import processes
from framework.node import Node
from framework.rpc import RPCClient, RPCError
from framework.scene import Scene, equal
from framework.transactions import ANCHOR_DESCRIPTOR, Coin, pay
from framework.wait import wait_until

FEE_RATE = "-fallbackfee=0.0002"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#: What begins the one octet string of a private key that has 32 bytes (SEC 1, C.4).
SECRET_MARK = b"\x02\x01\x01\x04\x20"


def private_keys(backup: Path) -> set[bytes]:
    """The private keys in the clear of a copy of a wallet file."""
    with sqlite3.connect(backup) as database:
        rows = database.execute("SELECT key, value FROM main").fetchall()
    keys: set[bytes] = set()
    for key, value in rows:
        if key.startswith(b"\x13walletdescriptorkey"):
            begin = value.index(SECRET_MARK) + len(SECRET_MARK)
            keys.add(value[begin : begin + 32])
    return keys


def holds(pid: int, needles: set[bytes]) -> set[bytes]:
    """Which of some byte strings are in the memory of a process."""
    found: set[bytes] = set()
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            begin, end = (int(part, 16) for part in place.split("-"))
            try:
                memory.seek(begin)
                data = memory.read(end - begin)
            except (OSError, ValueError):
                continue
            found |= {needle for needle in needles if needle in data}
    return found


def contains(program: Path, text: bytes) -> bool:
    """Whether a program's file has a byte string."""
    return text in program.read_bytes()


def test_the_node_links_no_code_of_wallets(scene: Scene) -> None:
    scene.needs_wallet_process()
    node, wallet = scene.needs_program("bitcoin-node"), scene.needs_program("bitcoin-wallet")
    # A Swift module's name is in the names of all that it declares, and SQLite's is in no other module.
    for mark in (b"13BitcoinWallet", b"SQLite format 3"):
        assert contains(wallet, mark), f"{mark!r} tells nothing: the wallet has it not"
        assert not contains(node, mark), f"{mark!r} is in bitcoin-node"


def test_private_keys_are_not_in_the_memory_of_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(FEE_RATE, *scene.transparent)
    node.rpc.createwallet("w")
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    node.rpc.walletprocesspsbt(node.rpc.walletcreatefundedpsbt([], {node.rpc.getnewaddress(): 1})["psbt"])
    node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    backup = scene.directory / "backup.dat"
    node.rpc.backupwallet(str(backup))
    keys = private_keys(backup)
    assert keys, "the wallet has no keys in the clear"
    # They can be found where they are.
    assert holds(node.wallet_process().pid, keys) == keys
    equal(holds(node.pid, keys), set())


def extended_keys(scene: Scene, node: Node, passphrase: str) -> set[bytes]:
    """Makes an encrypted wallet in a process without a node, which alone is asked for them: text and raw."""
    holder = scene.node()
    port = scene.ports.take()
    holder.launch(
        command=[
            str(scene.needs_program("bitcoin-wallet")),
            f"-datadir={node.datadir}",
            "-server",
            "-noipcconnect",
            f"-rpcport={port}",
            "-rpcuser=wallet",
            "-rpcpassword=secret",
        ]
    )

    def answers() -> bool:
        try:
            RPCClient(port, "wallet", "secret").listwallets()
        except (OSError, RPCError):
            return False
        return True

    wait_until("the wallet process answers", answers, timeout=30)
    RPCClient(port, "wallet", "secret").createwallet("secret", passphrase=passphrase)
    rpc = RPCClient(port, "wallet", "secret", uri="/wallet/secret")
    rpc.walletpassphrase(passphrase, 60)
    texts = {
        key
        for entry in rpc.listdescriptors(True)["descriptors"]
        for key in re.findall(r"tprv[1-9A-HJ-NP-Za-km-z]+", entry["desc"])
    }
    rpc.stop()
    equal(holder.wait_ended(timeout=20).code, 0)
    assert texts, "no descriptor has a private key"
    return {text.encode() for text in texts} | {private_part(text) for text in texts}


def private_part(text: str) -> bytes:
    """The private key of an extended key (BIP 32)."""
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    data = number.to_bytes(82, "big")
    assert data[45] == 0, "not a private key"
    return data[46:78]


def test_private_keys_of_an_encrypted_wallet_are_not_in_the_memory_of_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    keys = extended_keys(scene, node, "open sesame")
    node.start(FEE_RATE)
    node.rpc.loadwallet("secret")
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    node.rpc.walletpassphrase("open sesame", 600)
    node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    psbt = node.rpc.walletcreatefundedpsbt([], {node.rpc.getnewaddress(): 1})["psbt"]
    assert node.rpc.walletprocesspsbt(psbt)["complete"]
    node.rpc.signmessage(node.rpc.getnewaddress("", "legacy"), "hello")
    equal(holds(node.pid, keys), set())
    # It is found where it is: whoever asks for the keys by way of the node has them pass through it.
    texts = {key for key in keys if key.startswith(b"tprv")}
    node.rpc.listdescriptors(True)
    assert holds(node.pid, texts) | holds(node.wallet_process().pid, texts), "the search finds nothing"


ADDRESS = "mneYUmWYsuk7kySiURxCi3AGxrAqZxLgPZ"


def mine(node: Node, blocks: int) -> None:
    """Adds blocks, fifty at a time."""
    for _ in range(blocks // 50):
        node.rpc.generatetoaddress(50, ADDRESS)


def test_a_stopped_wallet_neither_blocks_validation_nor_grows_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w")
    address = node.rpc.getnewaddress()
    node.rpc.generatetoaddress(200, address)
    node.rpc.getbalance()
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    try:
        # The first blocks make the node fill what it keeps in any case.
        mine(node, 500)
        before = processes.memory_megabytes(node.pid)
        started = time.monotonic()
        mine(node, 1500)
        seconds = time.monotonic() - started
        grown = processes.memory_megabytes(node.pid) - before
    finally:
        os.kill(wallet.pid, signal.SIGCONT)
    # 1500 entries of the block index take a few megabytes.
    assert grown < 60, f"the node has grown by {grown:.0f} MB"
    assert seconds < 240, f"1500 blocks took {seconds:.0f} s"
    equal(node.rpc.getblockcount(), 2200)
    wait_until(
        "the wallet has caught up",
        lambda: node.rpc.getwalletinfo()["lastprocessedblock"]["height"] == 2200,
        timeout=120,
    )
    equal(node.rpc.getbalances()["mine"]["trusted"], Decimal(50) * 149 + Decimal(25) * 51)


def test_long_blocks_do_not_wait_in_memory_for_a_stopped_wallet(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w")
    address = node.rpc.getnewaddress()
    node.rpc.generatetodescriptor(101, ANCHOR_DESCRIPTOR)
    coinbase = node.rpc.getblock(node.rpc.getblockhash(1))["tx"][0]
    coin = Coin(coinbase, 0, 50 * 100_000_000)

    def mine_long(blocks: int) -> None:
        nonlocal coin
        for _ in range(blocks):
            payment = pay([coin], 1000, padding=900_000)
            coin = payment.outputs[0]
            node.rpc.generateblock(address, [payment.hex])

    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    try:
        mine_long(10)
        before = processes.memory_megabytes(node.pid)
        mine_long(80)
        grown = processes.memory_megabytes(node.pid) - before
    finally:
        os.kill(wallet.pid, signal.SIGCONT)
    # The blocks take 72 MB.
    assert grown < 35, f"the node has grown by {grown:.0f} MB"
    mine = node.rpc.getbalances()["mine"]
    equal(mine["trusted"] + mine["immature"], subsidies(102, 192))
    assert "Catching up with the chain: at block" in node.log.text()


def subsidies(first: int, end: int) -> Decimal:
    """What blocks pay on regtest, without fees."""
    return Decimal(sum(50 * 100_000_000 >> height // 150 for height in range(first, end))) / 100_000_000


def test_news_that_a_stopped_wallet_has_missed_are_told_when_it_goes_on(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(FEE_RATE)
    node.rpc.createwallet("w")
    address = node.rpc.getnewaddress()
    node.rpc.generatetoaddress(101, address)
    txid = node.rpc.sendtoaddress(ADDRESS, 1)
    tip = node.rpc.getbestblockhash()
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    try:
        # The wallet's transaction is confirmed, then not, then again, in another block.
        node.rpc.generatetoaddress(3, ADDRESS)
        first = node.rpc.getblockhash(102)
        node.rpc.invalidateblock(first)
        equal(node.rpc.getbestblockhash(), tip)
        node.rpc.generatetoaddress(2, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")
    finally:
        os.kill(wallet.pid, signal.SIGCONT)
    own = node.rpc.gettransaction(txid)
    equal((own["confirmations"], own["blockhash"]), (2, node.rpc.getblockhash(102)))
    assert own["blockhash"] != first
