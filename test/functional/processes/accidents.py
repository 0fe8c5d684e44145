"""One of the processes dies or hangs. No orphan is left, and every stop is bounded in time."""

from __future__ import annotations

import os
import signal
import time

from framework import processes
from framework.node import Node
from framework.relay import Relay
from framework.rpc import RPCError
from framework.scene import Scene, equal
from framework.wait import wait_until


def gone(pid: int) -> bool:
    """Whether the process has ended."""
    return processes.look(pid) is None


def another_wallet(node: Node, than: int) -> processes.Process:
    """The wallet process that has replaced one that died."""

    def probe() -> processes.Process | None:
        found = [p for p in processes.descendants(node.pid) if p.name == "bitcoin-wallet" and p.pid != than]
        return found[0] if found else None

    return wait_until("a new wallet process", probe, timeout=20)


def test_killed_wallet_is_started_again(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    first = node.wallet_process()
    with node.log.expecting(f"{first.pid}"):
        os.kill(first.pid, signal.SIGKILL)
    second = another_wallet(node, first.pid)
    equal(second.parent, node.pid)
    wait_until("the new wallet answers", lambda: node.rpc.listwallets() == [])


def test_wallet_that_dies_again_and_again_is_started_ever_later(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet, pauses = node.wallet_process(), []
    for _ in range(3):
        killed = time.monotonic()
        os.kill(wallet.pid, signal.SIGKILL)
        wallet = another_wallet(node, wallet.pid)
        pauses.append(time.monotonic() - killed)
        node.log.wait_for(f"Wallet process {wallet.pid} is running")
    assert pauses[0] < pauses[1] < pauses[2], pauses
    equal(node.rpc.getblockcount(), 0)


def test_node_serves_while_the_wallet_is_down(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    os.kill(node.wallet_process().pid, signal.SIGKILL)
    for _ in range(20):
        equal(node.rpc.getblockcount(), 0)


def test_node_can_be_stopped_while_the_wallet_is_down(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGKILL)
    node.log.wait_for("Starting the wallet process again")
    node.stop(timeout=15)


def test_killed_node_leaves_no_orphan(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    node.signal(signal.SIGKILL)
    node.wait_ended()
    wait_until("the wallet has ended too", lambda: gone(wallet.pid), timeout=10)


def test_next_node_waits_for_the_wallet_of_a_killed_one_to_end(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    node.rpc.createwallet("w", load_on_startup=True)
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    try:
        node.signal(signal.SIGKILL)
        node.wait_ended()
        node.launch()
        node.log.wait_for("wallet.dat is still in use")
    finally:
        os.kill(wallet.pid, signal.SIGCONT)
    node.wait_ready()
    equal(node.rpc.listwallets(), ["w"])
    assert gone(wallet.pid)


def test_node_killed_while_starting_leaves_no_orphan(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    for delay in (0.02, 0.05, 0.1, 0.2, 0.4):
        node.launch()
        time.sleep(delay)
        wallets = [process.pid for process in processes.descendants(node.pid)]
        node.signal(signal.SIGKILL)
        node.wait_ended()
        wait_until("no wallet is left", lambda wallets=wallets: all(gone(pid) for pid in wallets), timeout=10)


def test_stop_takes_the_wallet_along(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    node.stop(timeout=10)
    assert gone(wallet.pid)


def test_interrupt_of_the_whole_group_is_a_clean_stop(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    node.start(new_group=True)
    wallet = node.wallet_process()
    os.killpg(node.pid, signal.SIGINT)
    ended = node.wait_ended(timeout=15)
    equal((ended.code, ended.stderr), (0, ""))
    wait_until("the wallet has ended too", lambda: gone(wallet.pid), timeout=5)
    assert "ended unexpectedly" not in node.log.text()


def test_termination_of_the_whole_group_is_a_clean_stop(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.node()
    node.start(new_group=True)
    wallet = node.wallet_process()
    os.killpg(node.pid, signal.SIGTERM)
    equal(node.wait_ended(timeout=30).code, 0)
    wait_until("the wallet has ended too", lambda: gone(wallet.pid), timeout=5)


def test_hung_wallet_does_not_hold_up_the_stop(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    started = time.monotonic()
    node.rpc.stop()
    equal(node.wait_ended(timeout=60).code, 0)
    assert time.monotonic() - started < 45
    wait_until("the wallet has ended too", lambda: gone(wallet.pid), timeout=5)


def test_hung_wallet_does_not_hold_up_the_node(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    os.kill(wallet.pid, signal.SIGSTOP)
    try:
        for _ in range(20):
            equal(node.rpc.getblockcount(), 0)
    finally:
        os.kill(wallet.pid, signal.SIGCONT)
    equal(node.rpc.listwallets(), [])


def test_attached_wallet_outlives_connections_that_are_cut_at_any_byte(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started("-ipcbind=unix", "-disablewallet")
    relay = Relay.unix(scene.directory / "wire", node.socket)
    other = scene.attached_wallet(node, "-keypool=2", socket=scene.directory / "wire")
    node.log.wait_for("Attached the wallets of another process", timeout=20)
    node.rpc.createwallet("w")
    node.rpc.createwallet("another")
    # From the first greeting to wallets that are being opened.
    for size in (20, 300, 700, 1200, 2000, 3000, 4500, 7000):
        relay.cut_after(size)
        relay.cut()
        # Questions to the wallets, so that something is said.
        wait_until("the next is cut", lambda: served(node) is not None and not relay.will_cut, timeout=30)
    relay.release()
    wait_until("the wallets are served again", lambda: served(node) == ["another", "w"], timeout=30)
    other.signal(signal.SIGTERM)
    equal(other.wait_ended(timeout=20).code, 0)


def served(node: Node) -> list[str]:
    """The wallets that are loaded, also while no process serves any."""
    try:
        return sorted(node.rpc.listwallets())
    except RPCError:
        return []


def test_wallet_program_started_by_hand_with_a_bad_descriptor_says_so(scene: Scene) -> None:
    scene.needs_wallet_process()
    for descriptor in ("99", "-1", "x", ""):
        ended = scene.run("bitcoin-wallet", "-ipcfd", descriptor)
        assert ended.code != 0 and ended.stderr, (descriptor, ended)


def test_restarts_do_not_lose_descriptors(scene: Scene) -> None:
    scene.needs_wallet_process()
    node = scene.started()
    wallet = node.wallet_process()
    before = len(processes.open_files(node.pid))
    for _ in range(2):
        os.kill(wallet.pid, signal.SIGKILL)
        wallet = another_wallet(node, wallet.pid)
        node.log.wait_for(f"Wallet process {wallet.pid} is running")
    wait_until("the descriptors are closed", lambda: len(processes.open_files(node.pid)) <= before + 1)
