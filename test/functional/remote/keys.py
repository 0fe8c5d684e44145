"""Connections over TLS: whose key is known comes in, and everyone else is told why not."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess

from framework import processes
from framework.inside import Inside
from framework.node import Ended, Node
from framework.scene import Scene, Skipped, equal
from framework.secure import Connect, Keys, known_to_each_other, port_of, talk_securely
from framework.wait import wait_until

ANYWHERE = "-ipcbind=tcp:127.0.0.1:0,tls"


class Pair:
    """A node that listens over TLS, and the data directory of another machine."""

    def __init__(self, scene: Scene, *grants: str, options: tuple[str, ...] = (ANYWHERE,)) -> None:
        scene.needs_multiprocess()
        scene.needs_our_node("connections to other machines")
        self.scene = scene
        self.node = scene.node()
        self.node_keys = Keys(scene, self.node.datadir)
        self.client_keys = Keys(scene, scene.directory / "client")
        if grants:
            known_to_each_other(self.node_keys, self.client_keys, "client", *grants)
        self.node.start(*options)
        self.port = port_of(self.node)

    @property
    def address(self) -> str:
        """Where the node listens."""
        return f"tcp:127.0.0.1:{self.port},tls"

    def cli(self, *words: str) -> Ended:
        """Runs bitcoin-cli on the other machine."""
        datadir = f"-datadir={self.client_keys.datadir}"
        return self.scene.run("bitcoin-cli", "-regtest", datadir, f"-ipcconnect={self.address}", *words)

    def refusal(self) -> str:
        """What bitcoin-cli has to say."""
        ended = self.cli("getblockcount")
        assert ended.code == 1 and ended.stdout == "", ended
        return ended.stderr

    def attached_wallet(self, *options: str) -> Node:
        """A wallet process on the other machine."""
        process = self.scene.node()
        process.ends_by_signal = True
        program = str(self.scene.needs_program("bitcoin-wallet"))
        datadir = f"-datadir={self.client_keys.datadir}"
        process.launch(
            command=[program, "-regtest", datadir, f"-ipcconnect={self.address}", *options],
        )
        return process

    def connections(self) -> list[dict[str, object]]:
        """Who is connected, as the node says."""
        return list(self.node.rpc.getipcinfo()["connections"])


def said(process: Node) -> str:
    """What a process that still runs has written so far."""
    folder = process.datadir.parent
    return "".join(path.read_text() for path in sorted(folder.glob(f"{process.datadir.name}.*.std*")))


def test_commands_run_as_the_name_of_the_key(scene: Scene) -> None:
    pair = Pair(
        scene,
        "rpc",
        options=(ANYWHERE, "-rpcwhitelist=client:getblockcount,getipcinfo", "-rpcwhitelistdefault=0"),
    )
    equal(pair.cli("getblockcount").stdout.strip(), "0")
    # Whatever the client calls itself.
    refused = pair.cli("-rpcuser=admin", "uptime")
    assert refused.code != 0, refused
    (connection,) = json.loads(pair.cli("getipcinfo").stdout)["connections"]
    equal(
        (connection["transport"], connection["user"], connection["grants"], "pid" in connection),
        ("tls", "client", ["rpc"], False),
    )
    assert connection["origin"].startswith("127.0.0.1:"), connection


def test_a_key_may_do_what_both_it_and_the_address_grant(scene: Scene) -> None:
    pair = Pair(scene, "mining", "rpc", options=(f"{ANYWHERE},grant=mining,grant=wallet",))
    assert "does not grant rpc" in pair.refusal()

    async def conversation(connect: Connect) -> None:
        client = await connect()
        tip = await client.mining().getTip(client.context)
        equal(bytes(tip.result.hash)[::-1].hex(), pair.node.rpc.getbestblockhash())
        (connection,) = pair.connections()
        equal(connection["grants"], ["mining"])
        await client.expect_no_commands()

    talk_securely(("127.0.0.1", pair.port), pair.client_keys, pair.node_keys.fingerprint, conversation)


def test_a_key_that_is_not_paired_is_named_on_both_sides(scene: Scene) -> None:
    pair = Pair(scene)
    assert f"the key {pair.node_keys.fingerprint}, which is not paired here" in pair.refusal()
    pair.client_keys.pair(pair.node_keys, "node")
    own = pair.client_keys.fingerprint
    with pair.node.log.expecting(f"refused: its key {own} is not paired"):
        assert f"refuses this machine's key {own}" in pair.refusal()
    # No restart is needed for what is paired now.
    pair.node_keys.pair(pair.client_keys, "client", "rpc")
    equal(pair.cli("getblockcount").stdout.strip(), "0")


def test_a_revoked_key_is_named_on_both_sides(scene: Scene) -> None:
    pair = Pair(scene, "rpc")
    equal(pair.cli("getblockcount").code, 0)
    pair.node_keys("ipcunpair", "client")
    own = pair.client_keys.fingerprint
    with pair.node.log.expecting(f"its key {own}, of 'client', is revoked"):
        assert f"refuses this machine's key {own}" in pair.refusal()
    pair.client_keys("ipcunpair", "node")
    assert "has the key of 'node', which is revoked here" in pair.refusal()


def test_a_missing_key_is_named_with_the_remedy(scene: Scene) -> None:
    pair = Pair(scene, "rpc")
    pair.client_keys.file.unlink()
    assert "'bitcoin-util ipckey' makes one" in pair.refusal()
    error = scene.node().start_error(ANYWHERE)
    assert "'bitcoin-util ipckey' makes one" in error, error


def test_a_key_that_others_can_read_is_not_used(scene: Scene) -> None:
    pair = Pair(scene, "rpc")
    pair.client_keys.file.chmod(0o644)
    assert "can be read by every user" in pair.refusal()


def test_nothing_goes_beyond_loopback_in_the_clear(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("connections to other machines")
    error = scene.node().start_error("-ipcbind=tcp:0.0.0.0:0")
    assert "has no key for connections beyond loopback" in error, error
    ended = scene.run(
        "bitcoin-cli", "-regtest", f"-datadir={scene.directory}", "-ipcconnect=tcp:192.0.2.1:1", "uptime"
    )
    assert ended.code == 1 and "has no key for connections beyond loopback" in ended.stderr, ended
    # And where there is a key, it is TLS that is spoken.
    node = scene.node()
    Keys(scene, node.datadir)
    node.start("-ipcbind=tcp:0.0.0.0:0")
    with (
        node.log.expecting("refused: it does not speak TLS"),
        socket.create_connection(("127.0.0.1", port_of(node)), timeout=20) as stream,
    ):
        # What Cap'n Proto's clients begin with.
        stream.sendall(bytes.fromhex("0000000007000000"))
        assert len(stream.recv(4096)) < 100


def test_other_versions_and_clients_without_a_key_are_refused(scene: Scene) -> None:
    if shutil.which("openssl") is None:
        raise Skipped("openssl is not installed")
    pair = Pair(scene)

    def connect(*options: str) -> str:
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{pair.port}", *options]
        ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=60, check=False)
        return ended.stderr

    with pair.node.log.expecting("refused: it does not speak TLS 1.3"):
        assert "alert protocol version" in connect("-tls1_2")
    with pair.node.log.expecting("refused: it has shown no key"):
        connect()
    equal(pair.connections(), [])


def test_no_session_can_be_resumed(scene: Scene) -> None:
    if shutil.which("openssl") is None:
        raise Skipped("openssl is not installed")
    pair = Pair(scene, "rpc")
    session, key = scene.directory / "session", str(pair.client_keys.file)
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{pair.port}", "-cert", key, "-key", key]
    with subprocess.Popen([*command, "-sess_out", session], stdin=subprocess.PIPE) as client:
        wait_until("the client is connected", lambda: pair.connections() != [])
        client.communicate(timeout=60)
    # It would be a way in for a key that is revoked by then.
    assert not session.exists(), session.read_text()


def test_revoking_cuts_off_a_wallet_that_comes_back_when_it_is_paired_again(scene: Scene) -> None:
    pair = Pair(scene, "wallet", options=(ANYWHERE, "-disablewallet"))
    process = pair.attached_wallet("-sandbox=auto")
    pair.node.log.wait_for("Attached the wallets of another process")
    pair.node.rpc.createwallet("w")
    wallet = pair.node.wallet("w")
    pair.node.rpc.generatetoaddress(101, wallet.getnewaddress())
    wait_until("the wallet has seen its coins", lambda: wallet.getbalance() == 50)
    address = wallet.getnewaddress()
    with pair.node.log.expecting("'client' at 127.0.0.1"):
        pair.node_keys("ipcunpair", "client")
        wait_until("the wallet is cut off", lambda: pair.connections() == [])
    own = pair.client_keys.fingerprint
    wait_until("the process says why", lambda: f"refuses this machine's key {own}" in said(process))
    pair.node.rpc.generatetoaddress(7, address)
    pair.node_keys.pair(pair.client_keys, "client", "wallet")
    wait_until("the wallet is back", lambda: pair.connections() != [])
    tip = pair.node.rpc.getblockcount()
    wait_until("the wallet has caught up", lambda: height(pair.node, "w") == tip, timeout=60)


def height(node: Node, name: str) -> int:
    """Up to where a wallet knows the chain; -1 while it cannot say."""
    try:
        return int(node.wallet(name).getwalletinfo()["lastprocessedblock"]["height"])
    except Exception:
        return -1


def test_a_relay_connects_programs_that_know_nothing_of_tls(scene: Scene) -> None:
    pair = Pair(scene, "rpc")
    path = scene.directory / "relay.sock"
    relay = scene.node()
    program = str(scene.needs_program("bitcoin-util"))
    datadir = f"-datadir={pair.client_keys.datadir}"
    relay.launch(command=[program, "-regtest", datadir, "ipcrelay", str(path), pair.address])
    wait_until("the relay listens", path.exists)
    equal(path.stat().st_mode & 0o022, 0)

    def through_relay() -> Ended:
        return scene.run("bitcoin-cli", "-regtest", datadir, f"-ipcconnect=unix:{path}", "getblockcount")

    equal(through_relay().stdout.strip(), "0")
    pair.node_keys("ipcunpair", "client")
    assert through_relay().code == 1
    wait_until("the relay says why", lambda: "refuses this machine's key" in said(relay))
    relay.signal(15)
    relay.wait_ended()


def test_the_key_of_a_machine_lies_in_locked_memory_alone(scene: Scene) -> None:
    if os.geteuid() != 0:
        raise Skipped("only root can look into the memory of a process that keeps its secrets")
    pair = Pair(scene, "rpc", "wallet", options=(ANYWHERE, "-disablewallet"))
    # Both have used their keys by then.
    process = pair.attached_wallet("-sandbox=auto")
    pair.node.log.wait_for("Attached the wallets of another process")
    equal(pair.cli("getblockcount").code, 0)
    for keys, pid in ((pair.node_keys, pair.node.pid), (pair.client_keys, process.pid)):
        text = keys.file.read_text().partition("-----END PRIVATE KEY-----")[0].partition("\n")[2]
        encoded = base64.b64decode(text)
        # RFC 5915: version 1, and an octet string of 32 bytes.
        scalar = encoded.partition(bytes.fromhex("0201010420"))[2][:32]
        # As it is in the file, and in words as the TLS library calculates.
        for secret in (scalar, scalar[::-1], text[20:60].encode()):
            places = processes.places_in_memory(pid, secret)
            equal([place for place in places if not place.is_secret], [])
        assert processes.places_in_memory(pid, scalar), "the key is nowhere"


def test_a_wallet_with_a_node_elsewhere_reaches_the_port_of_the_node_alone(scene: Scene) -> None:
    scene.needs_sandbox()
    pair = Pair(scene, "wallet", options=(ANYWHERE, "-disablewallet"))
    process = pair.attached_wallet("-sandbox=require")
    pair.node.log.wait_for("Attached the wallets of another process")
    inside = Inside(process.pid)
    equal(inside.connection(pair.port), "ok")
    # Somebody listens there, too.
    equal(inside.connection(pair.node.rpc_port), "EACCES")
    calls = ("socket(1, 1, 0)", f'open("{pair.node.config_file}", 0)', "fork()")
    equal(inside.calls(*calls), ["EPERM", "EACCES", "EPERM"])
