"""A wallet process that a user starts: on a port of its own, with a node that comes and goes, or none."""

from __future__ import annotations

import os
import signal
import time
from decimal import Decimal
from urllib.parse import quote

from framework.node import Node
from framework.rpc import RPCClient, RPCError
from framework.scene import Scene, equal, refused
from framework.wait import wait_until

IN_WARMUP = -28
NOT_LOADED = -18
WALLET_ERROR = -4
INSUFFICIENT_FUNDS = -6
BURNED = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


class WalletServer:
    """A bitcoin-wallet beside a node, or without one."""

    def __init__(self, scene: Scene, node: Node) -> None:
        self.program = str(scene.needs_program("bitcoin-wallet"))
        self.node = node
        self.holder = scene.node()
        self.port = scene.ports.take()

    def start(self, *options: str, port: str | None = None) -> None:
        """Starts it with a port of its own."""
        self.holder.launch(
            command=[
                self.program,
                f"-datadir={self.node.datadir}",
                "-server",
                port or f"-rpcport={self.port}",
                "-fallbackfee=0.0002",
                "-rpcuser=wallet",
                "-rpcpassword=secret",
                *options,
            ]
        )
        wait_until("the wallet process answers", self.answers, timeout=30)

    def answers(self) -> bool:
        """Whether its port is open and its wallets are there."""
        assert self.holder.is_running, self.holder.ended()
        try:
            self.rpc().listwallets()
        except OSError:
            return False
        except RPCError as error:
            if error.code != IN_WARMUP:
                raise
            return False
        return True

    def rpc(self, wallet: str | None = None) -> RPCClient:
        """A client of its own port."""
        uri = "/" if wallet is None else f"/wallet/{quote(wallet, safe='')}"
        return RPCClient(self.port, "wallet", "secret", uri=uri)

    def stop(self) -> None:
        """Ends it as a user does."""
        self.rpc().stop()
        equal(self.holder.wait_ended(timeout=20).code, 0)


def height(rpc: RPCClient) -> int:
    """Up to where a wallet knows the chain; -1 while it cannot say."""
    try:
        return int(rpc.getwalletinfo()["lastprocessedblock"]["height"])
    except RPCError as error:
        if error.code not in (IN_WARMUP, NOT_LOADED):
            raise
        return -1


def wait_for_height(rpc: RPCClient, tip: int) -> None:
    """Waits until a wallet has caught up."""
    wait_until(f"the wallet is at {tip}", lambda: height(rpc) == tip, timeout=60)


def test_what_needs_no_chain_works_without_a_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    server = WalletServer(scene, scene.node())
    server.start("-noipcconnect", f"-sandboxpath={scene.directory}")
    rpc = server.rpc()
    rpc.createwallet("w")
    address = rpc.getnewaddress("rent")
    equal(rpc.getaddressesbylabel("rent"), {address: {"purpose": "receive"}})
    assert rpc.getaddressinfo(address)["ismine"]
    equal(len(rpc.listdescriptors()["descriptors"]), 8)
    equal(rpc.getbalance(), Decimal(0))
    legacy = rpc.getnewaddress("", "legacy")
    assert rpc.signmessage(legacy, "hello")
    rpc.encryptwallet("open sesame")
    rpc.walletpassphrase("open sesame", 60)
    known = {"txid": "11" * 32, "vout": 0}
    script = rpc.getaddressinfo(address)["scriptPubKey"]
    raw = "0200000001" + "11" * 32 + "0000000000fdffffff01" + "00e1f50500000000" + "16" + script + "00000000"
    signed = rpc.signrawtransactionwithwallet(raw, [known | {"scriptPubKey": script, "amount": 2}])
    assert signed["complete"], signed
    backup = scene.directory / "backup.dat"
    rpc.backupwallet(str(backup))
    rpc.restorewallet("again", str(backup))
    equal(rpc.listwallets(), ["w", "again"])
    rpc.unloadwallet("again")
    assert "getnewaddress" in rpc.help()
    server.stop()


def test_what_needs_a_chain_says_so_without_a_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    server = WalletServer(scene, scene.node())
    server.start("-noipcconnect")
    server.rpc().createwallet("w")
    for call in (
        lambda: server.rpc().sendtoaddress(BURNED, 1),
        lambda: server.rpc().sendall([BURNED]),
    ):
        try:
            call()
        except RPCError as error:
            assert "node" in error.message, error
        else:
            raise AssertionError("something was sent without a node")
    server.stop()


def test_what_is_confirmed_stays_so_in_a_wallet_that_was_opened_without_a_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-fallbackfee=0.0002")
    node.rpc.createwallet("w", load_on_startup=True)
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    txid = node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
    before = node.rpc.getbalances()["mine"]
    node.stop()
    server = WalletServer(scene, node)
    server.start("-noipcconnect", "-wallet=w")
    rpc = server.rpc("w")
    equal(rpc.gettransaction(txid)["confirmations"], 1)
    # A change is written to the file.
    rpc.setlabel(rpc.getnewaddress(), "changed")
    server.stop()
    node.start("-fallbackfee=0.0002")
    equal(node.rpc.getbalances()["mine"], before)
    equal(node.rpc.gettransaction(txid)["confirmations"], 1)
    equal(node.rpc.getaddressesbylabel("changed") != {}, True)


def test_mined_coins_are_mature_without_a_node_if_later_blocks_are_known(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-fallbackfee=0.0002")
    node.rpc.createwallet("w")
    node.rpc.generatetoaddress(3, node.rpc.getnewaddress())
    node.rpc.generatetoaddress(100, BURNED)
    # What this pays to is in block 104 at the earliest: its lock time says so.
    raw = node.rpc.createrawtransaction([], {node.rpc.getnewaddress(): 1}, 103)
    funded = node.rpc.fundrawtransaction(raw)["hex"]
    txid = node.rpc.sendrawtransaction(node.rpc.signrawtransactionwithwallet(funded)["hex"])
    node.rpc.generatetoaddress(1, BURNED)
    before = node.rpc.getbalances()["mine"]
    equal(before["immature"], Decimal(0))
    node.stop()
    server = WalletServer(scene, node)
    server.start("-noipcconnect", "-wallet=w")
    rpc = server.rpc("w")
    equal(rpc.getbalances()["mine"], before)
    equal(rpc.gettransaction(txid)["confirmations"], 1)
    # Only a node knows how high the chain is.
    equal((rpc.gettransaction(txid)["blockheight"], height(rpc)), (-1, -1))
    oldest = next(entry for entry in rpc.listtransactions("*", 10) if entry["category"] == "generate")
    assert oldest["confirmations"] > 100, oldest
    server.stop()


def test_a_wallet_process_answers_on_its_own_port_and_through_its_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    node.start("-ipcbind=unix", "-disablewallet")
    server = WalletServer(scene, node)
    server.start(f"-ipcconnect=unix:{node.socket}", port=f"-rpcbind=127.0.0.1:{server.port}")
    own, through = server.rpc(), node.rpc
    own.createwallet("w")
    equal(through.listwallets(), ["w"])
    through.generatetoaddress(101, own.getnewaddress())
    equal(own.getbalance(), Decimal(50))
    txid = own.sendtoaddress(BURNED, 1)
    equal(through.getrawmempool(), [txid])
    equal(through.gettransaction(txid), own.gettransaction(txid))
    # What is the node's is the node's.
    with refused(-32601, "Method not found"):
        own.getblockcount()
    # Nobody comes in with a wrong password, or with the node's.
    equal(RPCClient(server.port, "wallet", "wrong").post({"method": "listwallets"}).status, 401)
    equal(RPCClient.with_cookie(server.port, node.cookie).post({"method": "listwallets"}).status, 401)
    equal(node.rpc.getblockcount(), 101)
    server.stop()
    wait_until("the node has noticed", lambda: is_gone(node), timeout=10)


def is_gone(node: Node) -> bool:
    """Whether no process serves wallets to the node."""
    try:
        node.rpc.listwallets()
    except RPCError:
        return True
    return False


def test_a_server_needs_a_port_of_its_own(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    ended = scene.run("bitcoin-wallet", f"-datadir={node.datadir}", "-server", "-noipcconnect")
    equal(ended.code, 1)
    assert "-rpcport or -rpcbind" in ended.stderr, ended
    ended = scene.run("bitcoin-wallet", f"-datadir={node.datadir}", "-noipcconnect")
    equal(ended.code, 1)
    assert "nobody to serve" in ended.stderr, ended


def test_a_node_that_has_to_be_there_is_missed_at_once(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    for address in ("unix", f"unix:{scene.directory}/nowhere.sock"):
        ended = scene.run("bitcoin-wallet", f"-datadir={node.datadir}", f"-ipcconnect={address}")
        equal(ended.code, 1)
        assert ended.stderr, ended


def test_with_auto_the_node_may_come_later(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    server = WalletServer(scene, node)
    server.start("-ipcconnect=auto")
    server.rpc().createwallet("w")
    address = server.rpc("w").getnewaddress()
    node.start("-ipcbind=unix", "-disablewallet")
    wait_until("the wallet is served", lambda: not is_gone(node), timeout=30)
    equal(node.rpc.listwallets(), ["w"])
    node.rpc.generatetoaddress(101, address)
    equal(server.rpc("w").getbalance(), Decimal(50))
    server.stop()


def test_a_wallet_process_comes_back_to_a_node_that_was_started_again_and_catches_up(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    node.start("-ipcbind=unix", "-disablewallet")
    server = WalletServer(scene, node)
    server.start("-ipcconnect=unix")
    server.rpc().createwallet("w")
    own = server.rpc("w")
    address = own.getnewaddress()
    node.rpc.generatetoaddress(101, address)
    unconfirmed = own.sendtoaddress(BURNED, 1)
    node.stop()
    # Without the node it can be looked at.
    wait_until(
        "the wallet is open without a node", lambda: height(own) == -1 and server.answers(), timeout=30
    )
    equal(own.getaddressinfo(address)["ismine"], True)
    # The node goes on before the wallet is there again.
    assert server.holder.process is not None
    os.kill(server.holder.pid, signal.SIGSTOP)
    node.start("-ipcbind=unix", "-disablewallet")
    node.rpc.generatetoaddress(5, BURNED)
    os.kill(server.holder.pid, signal.SIGCONT)
    wait_for_height(own, 106)
    equal(node.rpc.listwallets(), ["w"])
    assert own.gettransaction(unconfirmed)["confirmations"] > 0
    equal(own.getbalances()["mine"]["immature"], Decimal(50) * 95)
    server.stop()


def test_a_wallet_process_comes_back_to_a_node_that_was_killed(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    node.start("-ipcbind=unix", "-disablewallet")
    server = WalletServer(scene, node)
    server.start("-ipcconnect=unix")
    server.rpc().createwallet("w")
    address = server.rpc("w").getnewaddress()
    for blocks in (3, 4, 5):
        node.rpc.generatetoaddress(blocks, address)
        # What the node had not on its disk it has no longer.
        node.signal(signal.SIGKILL)
        node.wait_ended()
        time.sleep(0.2)
        node.start("-ipcbind=unix", "-disablewallet")
        tip = node.rpc.getblockcount()
        wait_for_height(server.rpc("w"), tip)
        equal(server.rpc("w").getwalletinfo()["txcount"] >= tip, True)
        equal(server.rpc("w").getbalances()["mine"]["immature"], Decimal(50) * tip)
    server.stop()
