"""bitcoin-qt: the same windows, with node and wallets in their own process."""

from __future__ import annotations

from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def test_bitcoin_qt_receives_sends_and_finds_it_all_again(scene: Scene) -> None:
    windows = Windows.with_own_node(scene, driver="qt-driver")
    windows.wait_for("createFirst")
    windows.make_wallet("purse")
    address = windows.receive("Wages")
    rpc = windows.node.rpc
    rpc.generatetoaddress(1, address)
    rpc.generatetoaddress(100, STRANGER)
    windows.click("actionOverview")
    windows.wait_text("available", "50.00000000 BTC")
    windows.pay(STRANGER, "12.5")
    wait_until("the payment", lambda: "Sent to" in windows.cells("transactionsPage/table", 1))
    equal(len(rpc.getrawmempool()), 1)
    assert not windows.shows("actionReconnect"), "its node is itself"
    windows.quit()

    windows = Windows(scene, windows.node, driver="qt-driver")
    windows.wait_for("overviewPage", timeout=60)
    windows.click("actionTransactions")
    wait_until("its transactions", lambda: windows.rows("transactionsPage/table") == 2)
    windows.quit()


def test_a_start_that_fails_says_why_and_ends(scene: Scene) -> None:
    node = scene.started()
    windows = Windows(scene, node, driver="qt-driver")
    windows.wait_text("stateTitle", "The node has stopped")
    assert "Cannot obtain a lock on directory" in str(windows.text("stateText")), windows.text("stateText")
    assert not windows.shows("reconnect")
    windows.quit()
    assert node.is_running
