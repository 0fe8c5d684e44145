"""One of the processes is killed while its windows are open, or the windows themselves are."""

from __future__ import annotations

import os
import signal
import time

from framework import processes
from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def test_a_killed_node_shows_as_such_and_is_started_again(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.make_wallet("purse")
    os.kill(windows.child("bitcoin-node").pid, signal.SIGKILL)
    windows.wait_text("stateTitle", "The node has stopped")
    equal(windows.text("stateText"), "The node was ended by signal 9.")
    assert not windows.can("actionSend") and not windows.can("actionCreateWallet")
    windows.picture("node-gone")
    windows.click("reconnect")
    windows.wait_for("overviewPage", timeout=60)
    windows.quit()


def test_a_killed_wallet_shows_as_such_and_comes_back_by_itself(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    first = windows.receive("before")
    windows.click("actionReceive")
    os.kill(windows.child("bitcoin-wallet").pid, signal.SIGKILL)
    # Whatever is asked of it now gets no answer; the window shows why, and no box has to be closed.
    if windows.can("receivePage/create"):
        windows.click("receivePage/create")
    windows.wait_for("stateTitle")
    assert "The wallets are being started again" in str(windows.text("stateTitle"))
    windows.picture("wallet-gone")
    assert not windows.shows("", "message"), windows.text("", "message")
    windows.wait_for("receivePage", timeout=60)
    wait_until("the request", lambda: windows.rows("historyTable") >= 1)
    assert windows.receive("after") != first
    windows.quit()


def test_a_node_that_cannot_start_says_why(scene: Scene) -> None:
    node = scene.started()
    windows = Windows(scene, node)
    windows.wait_text("stateTitle", "The node has stopped")
    assert "Cannot obtain a lock on directory" in str(windows.text("stateText")), windows.text("stateText")
    windows.quit()
    assert node.is_running


def test_an_attached_node_does_not_notice_that_its_windows_die(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    node.rpc.createwallet("purse")
    wallet = node.wallet_process()
    for number in (signal.SIGKILL, signal.SIGTERM):
        windows = Windows(scene, node, "-ipcconnect=unix")
        windows.wait_for("overviewPage", timeout=60)
        windows.process.send_signal(number)
        windows.process.wait(30)
        equal(node.rpc.getblockcount(), 0)
        equal(node.rpc.listwallets(), ["purse"])
        assert processes.look(wallet.pid) is not None
    windows = Windows(scene, node, "-ipcconnect=unix")
    windows.wait_for("overviewPage", timeout=60)
    node.stop()
    windows.wait_text("stateTitle", "The node is gone")
    node.start("-ipcbind=unix")
    # Nobody has to ask for that.
    windows.wait_for("createFirst", timeout=60)
    windows.quit()
    assert node.is_running


def test_nothing_is_left_when_the_windows_are_killed(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    family = processes.descendants(windows.process.pid)
    windows.process.kill()
    windows.process.wait(10)
    wait_until("no orphans", lambda: not any(processes.look(p.pid) for p in family), timeout=60)


def test_windows_answer_while_the_node_is_stopped(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    node = windows.child("bitcoin-node")
    os.kill(node.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        # Some of these ask the node something, which gets no answer; none of them may wait for it.
        for action in ("actionSend", "actionReceive", "actionTransactions", "actionOverview", "actionPeers"):
            windows.click(action)
        windows.click("actionSend")
        windows.enter("sendEntry/amount", "1")
        windows.enter("sendEntry/payTo", STRANGER)
        windows.click("send")
        windows.wait_text("activityText", "Creating transaction…")
        windows.picture("node-silent")
        took = time.monotonic() - started
        assert took < 5, f"{took:.1f} s"
        windows.wait_text("statusText", "The node does not answer")
        assert windows.can("actionReconnect") and windows.can("actionQuit")
        equal(windows.text("available"), "50.00000000 BTC")
    finally:
        os.kill(node.pid, signal.SIGCONT)
    # What was asked meanwhile is answered now.
    windows.answer(says=STRANGER)
    wait_until("the node answers", lambda: not windows.can("actionReconnect"))
    windows.wait_for("transactionsPage")
    windows.quit()


def test_a_node_that_hangs_can_be_replaced(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    node = windows.child("bitcoin-node")
    os.kill(node.pid, signal.SIGSTOP)
    wait_until("the node is silent", lambda: windows.can("actionReconnect"))
    windows.click("actionReconnect")
    wait_until("another node", lambda: windows.child("bitcoin-node").pid != node.pid, timeout=60)
    windows.wait_for("overviewPage", timeout=60)
    windows.quit()


def test_nobody_has_to_wait_for_a_node_that_hangs(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    node = windows.child("bitcoin-node")
    os.kill(node.pid, signal.SIGSTOP)
    wait_until("the node is silent", lambda: windows.can("actionReconnect"))
    windows.click("actionQuit")
    windows.wait_text("stateTitle", "is shutting down")
    windows.click("reconnect")
    try:
        equal(windows.process.wait(20), 0)
    finally:
        os.kill(node.pid, signal.SIGCONT)
    wait_until("the node ends by itself", lambda: processes.look(node.pid) is None, timeout=60)


def test_the_command_stop_ends_the_windows_too(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.node.rpc.stop()
    equal(windows.process.wait(60), 0)
    equal((scene.directory / "windows.stderr").read_text(), "")
