"""Node and wallet are separate processes: what /proc shows of them."""

from __future__ import annotations

import signal

from framework import processes
from framework.scene import Scene, equal


def test_wallet_is_a_child_of_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(*scene.transparent)
    wallet = node.wallet_process()
    equal(wallet.parent, node.pid)
    equal(processes.executable(wallet.pid).name, "bitcoin-wallet")
    equal(processes.executable(node.pid).name, "bitcoin-node")


def test_child_is_started_with_its_descriptor_and_nothing_else(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    equal((len(wallet.arguments), wallet.arguments[1]), (3, "-ipcfd"))
    assert wallet.arguments[2].isdigit(), wallet.arguments


def test_child_inherits_no_descriptor_but_its_own(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(*scene.transparent)
    files = processes.open_files(node.wallet_process().pid)
    inherited = [path for number, path in files.items() if number > 2 and str(node.datadir) in path]
    allowed = [path for path in inherited if "/wallets" in path]
    equal(inherited, allowed)
    listening = [path for path in files.values() if path.startswith("socket:")]
    node_sockets = [path for path in processes.open_files(node.pid).values() if path.startswith("socket:")]
    assert not set(listening) & set(node_sockets), "a socket is open in both processes"


def test_wallet_program_does_not_hold_the_chain(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started(*scene.transparent)
    files = processes.open_files(node.wallet_process().pid).values()
    assert not [path for path in files if "/blocks/" in path or "/chainstate/" in path]


def test_disablewallet_starts_no_wallet(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-disablewallet")
    names = {processes.executable(process.pid).name for process in processes.descendants(node.pid)}
    # Besides the node itself there is, with a sandbox, its steward.
    equal(names - {"bitcoin-node"}, set())


def test_monolithic_node_has_no_child(scene: Scene) -> None:
    scene.needs_program("bitcoind")
    node = scene.node()
    command = [str(scene.binaries.program("bitcoind")), f"-datadir={node.datadir}", "-printtoconsole=0"]
    node.launch(command=command)
    node.wait_ready()
    equal([process.name for process in processes.descendants(node.pid)], [])


def test_wallet_answers_through_the_node(scene: Scene) -> None:
    node = scene.started()
    equal(node.rpc.listwallets(), [])
    equal(node.rpc.listwalletdir(), {"wallets": []})


def test_lines_of_the_wallet_are_in_the_log_of_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    text = node.log.wait_for(str(wallet.pid))
    lines = [line for line in text.splitlines() if "wallet" in line.lower()]
    assert lines, "nothing of the wallet in the log"


def test_wallet_can_be_attached_from_outside(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-ipcbind=unix")
    other = scene.attached_wallet(node)
    node.log.wait_for("Attached the wallets of another process", timeout=20)
    # A node that goes is waited for.
    node.stop()
    with node.log.expecting("Attached the wallets of another process"):
        node.start("-ipcbind=unix")
    other.signal(signal.SIGTERM)
    equal(other.wait_ended(timeout=20).code, 0)
    equal(node.rpc.getblockcount(), 0)


def test_options_of_an_attached_wallet_are_its_own(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-ipcbind=unix", "-disablewallet")
    other = scene.attached_wallet(node, "-keypool=2", "-fallbackfee=0.0002")
    node.log.wait_for("Attached the wallets of another process", timeout=20)
    node.rpc.createwallet("attached")
    equal(node.rpc.getwalletinfo()["keypoolsize"], 8)
    node.rpc.generatetoaddress(101, node.rpc.getnewaddress())
    # Without a fee to fall back to, nothing could be sent on a chain that tells nothing about fees.
    node.rpc.sendtoaddress(node.rpc.getnewaddress(), 1)
    other.signal(signal.SIGTERM)
    equal(other.wait_ended(timeout=20).code, 0)
