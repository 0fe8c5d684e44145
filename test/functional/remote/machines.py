"""A wallet and clients on machines of their own work with a node on another, over an unkind network."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from framework.machines import Machine, Network, enter
from framework.node import Node
from framework.scene import Scene, equal
from framework.secure import Connect, Keys, known_to_each_other, talk_securely
from framework.wait import wait_until
from framework.windows import Windows

PORT = 9500
BURNED = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


class Home:
    """A node, a wallet and a desk, each on a machine of its own."""

    def __init__(self, scene: Scene) -> None:
        scene.needs_wallet_process()
        self.network = Network(scene)
        self.node = self.network.machine()
        self.wallet = self.network.machine()
        self.desk = self.network.machine()
        keys = Keys(scene, self.node.datadir)
        self.node_key = keys.fingerprint
        self.desk_keys = Keys(scene, self.desk.datadir)
        known_to_each_other(keys, Keys(scene, self.wallet.datadir), "wallet", "wallet")
        known_to_each_other(keys, self.desk_keys, "desk", "rpc", "mining", "gui")
        self.address = f"tcp:{self.node.address}:{PORT}"
        self.start_node()

    def start_node(self) -> None:
        """Starts the node, which has no wallet of its own."""
        bind = f"-ipcbind=tcp:{self.node.address}:{PORT}"
        self.node.launch("bitcoin-node", "-printtoconsole=0", "-disablewallet", "-txindex", bind)
        wait_until("the node answers", lambda: self.from_desk("getblockcount").isdigit(), timeout=60)

    def start_wallet(self, *options: str) -> Node:
        """Starts the wallet's process."""
        words = (f"-ipcconnect={self.address}", "-fallbackfee=0.0002", "-sandbox=auto", *options)
        process = self.wallet.launch("bitcoin-wallet", *words)
        wait_until("the wallets are there", lambda: self.from_desk("listwallets") != "", timeout=60)
        return process

    def start_wallet_with_coins(self) -> tuple[Node, str]:
        """Starts the wallet's process with coins in a wallet `w`; the process and an address of `w`."""
        process = self.start_wallet()
        self.call("createwallet", "w")
        address = self.call("-rpcwallet=w", "getnewaddress")
        self.call("generatetoaddress", "101", address)
        self.wait_for_wallet()
        return process, address

    def from_desk(self, *words: str) -> str:
        """Runs a command from the desk; empty where it fails."""
        ended = self.desk.run("bitcoin-cli", f"-ipcconnect={self.address}", *words)
        return ended.stdout.strip() if ended.code == 0 else ""

    def call(self, *words: str) -> str:
        """Runs a command from the desk, which has to succeed."""
        ended = self.desk.run("bitcoin-cli", f"-ipcconnect={self.address}", *words)
        assert ended.code == 0, ended
        return ended.stdout.strip()

    def connected(self) -> set[str]:
        """The names of the machines that are connected to the node."""
        answer = self.from_desk("getipcinfo")
        return {line["user"] for line in json.loads(answer)["connections"]} if answer else set()

    def height_of_wallet(self) -> int:
        """Up to where the wallet knows the chain; -1 while it cannot say."""
        answer = self.from_desk("-rpcwallet=w", "getwalletinfo")
        return int(json.loads(answer)["lastprocessedblock"]["height"]) if answer else -1

    def wait_for_wallet(self, *, timeout: float = 60) -> None:
        """Waits until the wallet is where the node is."""
        tip = int(self.call("getblockcount"))
        wait_until(f"the wallet is at {tip}", lambda: self.height_of_wallet() == tip, timeout=timeout)


def balance(home: Home) -> float:
    """What the wallet has."""
    return float(home.call("-rpcwallet=w", "getbalance"))


def test_parts_on_three_machines_work_with_delay_and_loss(scene: Scene) -> None:
    home = Home(scene)
    home.network.delay, home.network.loss = 0.03, 0.03
    _, address = home.start_wallet_with_coins()
    equal(balance(home), 50)
    txid = home.call("-rpcwallet=w", "sendtoaddress", BURNED, "1")
    assert txid in home.call("getrawmempool")
    home.call("generatetoaddress", "1", address)
    home.wait_for_wallet()
    equal(json.loads(home.call("-rpcwallet=w", "gettransaction", txid))["confirmations"], 1)
    assert home.network.lost > 0, home.network.carried
    # The keys to the coins are on the wallet's machine alone.
    assert (home.wallet.chain_dir / "wallets" / "w" / "wallet.dat").exists() or (
        home.wallet.chain_dir / "w" / "wallet.dat"
    ).exists()
    equal(list(home.node.datadir.rglob("wallet.dat")) + list(home.desk.datadir.rglob("wallet.dat")), [])


def test_a_short_cut_is_survived_without_a_new_connection(scene: Scene) -> None:
    home = Home(scene)
    home.start_wallet()
    home.call("createwallet", "w")
    address = home.call("-rpcwallet=w", "getnewaddress")
    before = json.loads(home.call("getipcinfo"))["connections"][0]["origin"]
    home.network.cut(home.node, home.wallet)
    home.call("generatetoaddress", "5", address)
    equal(home.call("getblockcount"), "5")
    home.network.mend()
    home.wait_for_wallet()
    equal(json.loads(home.call("getipcinfo"))["connections"][0]["origin"], before)


def test_a_wallet_behind_a_cut_connects_again_and_catches_up(scene: Scene) -> None:
    home = Home(scene)
    process, address = home.start_wallet_with_coins()
    home.network.cut(home.node, home.wallet)
    # What both believe to be connected has gone silent: neither is told, each finds out.
    wait_until("the node gives up", lambda: "wallet" not in home.connected(), timeout=120, interval=0.5)
    home.call("generatetoaddress", "3", address)
    home.network.mend()
    home.wait_for_wallet(timeout=120)
    equal(balance(home), 200)
    assert process.is_running


def test_a_node_that_is_killed_finds_its_wallet_again(scene: Scene) -> None:
    home = Home(scene)
    process, address = home.start_wallet_with_coins()
    home.call("stop")
    home.node.node.wait_ended()
    home.start_node()
    wait_until("the wallet is back", lambda: '"w"' in home.from_desk("listwallets"), timeout=60)
    home.call("generatetoaddress", "1", address)
    home.wait_for_wallet()
    equal(balance(home), 100)
    home.node.node.signal(signal.SIGKILL)
    home.node.node.wait_ended()
    home.start_node()
    wait_until("the wallet is back", lambda: '"w"' in home.from_desk("listwallets"), timeout=60)
    home.wait_for_wallet()
    assert process.is_running


def test_a_miner_on_another_machine_gets_templates(scene: Scene) -> None:
    home = Home(scene)
    home.network.delay, home.network.loss = 0.02, 0.02
    # Until a node has a recent block it lets miners wait.
    home.call("generatetoaddress", "1", BURNED)
    # Its sockets are on the desk's machine: this process runs one test alone.
    enter(home.desk)

    async def conversation(connect: Connect) -> None:
        client = await connect()
        mining = client.mining()
        tip = await mining.getTip(client.context)
        equal(tip.result.height, 1)
        template = mining.createNewBlock(client.context, {"useMempool": True}).result
        header = (await template.getBlockHeader(client.context)).result
        equal(bytes(header)[4:36], bytes(tip.result.hash))
        equal(len(bytes(header)), 80)

    address = (home.node.address, PORT)
    talk_securely(address, home.desk_keys, home.node_key, conversation)


def test_windows_on_a_desk_find_their_node_again(scene: Scene) -> None:
    home = Home(scene)
    home.network.delay, home.network.loss = 0.02, 0.02
    home.start_wallet()
    home.call("createwallet", "w")
    options = ("-regtest", f"-ipcconnect={home.address}")
    windows = Windows(scene, home.desk.node, *options, inside=home.desk.inside)
    windows.wait_for("overviewPage", timeout=60)
    home.node.node.signal(signal.SIGKILL)
    home.node.node.wait_ended()
    windows.wait_text("stateTitle", "The node is gone")
    home.start_node()
    # With the wallet, which has found its way back, too.
    windows.wait_for("overviewPage", timeout=120)
    windows.quit()


def machines_of(home: Home) -> list[Machine]:
    """All three."""
    return [home.node, home.wallet, home.desk]


def test_keys_stay_on_their_machines_and_out_of_the_logs(scene: Scene) -> None:
    home = Home(scene)
    home.start_wallet()
    secrets = [
        line
        for machine in machines_of(home)
        for line in (machine.chain_dir / "ipc" / "key.pem").read_text().splitlines()[1:4]
    ]
    home.call("stop")
    home.node.node.wait_ended()
    logs: list[Path] = [
        path for path in scene.directory.rglob("*") if path.is_file() and path.name != "key.pem"
    ]
    for path in logs:
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in secrets), path
