"""What a payment spends and who signs it: coin control and PSBTs."""

from __future__ import annotations

import os
import signal
from decimal import Decimal

from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def open_coins(windows: Windows, count: int) -> None:
    windows.click("actionSend")
    windows.click("chooseCoins")
    windows.wait_for("", "coinControl")
    # An address before each coin.
    wait_until("the coins", lambda: windows.rows("coins", "coinControl") == 2 * count)


def test_a_user_chooses_what_is_spent(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=2)
    open_coins(windows, 2)
    assert "Quantity:&nbsp;<b>0" in str(windows.text("sums", "coinControl"))
    windows.tick("coins", 1, "coinControl")
    outpoint = windows.cell("coins", 1, 2, "coinControl")
    windows.wait_text("sums", "Quantity:&nbsp;<b>1", "coinControl")
    assert "50.00000000&nbsp;BTC" in str(windows.text("sums", "coinControl"))
    windows.picture("coin-control", "coinControl")
    windows.click("accept", "coinControl")
    windows.wait_text("coinSums", "Quantity:&nbsp;<b>1")

    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "60")
    windows.wait_text("coinSums", "Missing")
    windows.click("send")
    windows.answer(says="cover the transaction")
    wait_until("the form again", lambda: windows.can("send"))
    windows.enter("sendEntry/amount", "20")
    windows.wait_text("coinSums", "Change")
    change = windows.node.rpc.getnewaddress("", "legacy")
    windows.check("customChange")
    windows.enter("changeAddress", change)
    windows.picture("send-coins")
    windows.click("send")
    windows.answer(says=STRANGER)
    windows.wait_for("transactionsPage")
    [txid] = windows.node.rpc.getrawmempool()
    sent = windows.node.rpc.gettransaction(txid, True, True)["decoded"]
    equal([f"{entry['txid']}:{entry['vout']}" for entry in sent["vin"]], [outpoint])
    assert change in [output["scriptPubKey"]["address"] for output in sent["vout"]]
    # What was chosen counts once.
    windows.click("actionSend")
    equal(windows.text("coinSums"), "Automatically selected")
    windows.quit()


def test_a_choice_of_coins_outlives_other_wallets_and_their_process(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=2)
    change = windows.node.rpc.getnewaddress("", "legacy")
    open_coins(windows, 2)
    windows.tick("coins", 1, "coinControl")
    windows.click("accept", "coinControl")
    windows.check("customChange")
    windows.enter("changeAddress", change)

    def is_kept() -> None:
        windows.wait_text("coinSums", "Quantity:&nbsp;<b>1")
        equal(windows.text("changeAddress"), change)

    rpc = windows.node.rpc
    rpc.createwallet("other")
    wait_until("both wallets", lambda: windows.shows("walletBar"))
    is_kept()
    rpc.unloadwallet("other")
    wait_until("one wallet", lambda: not windows.shows("walletBar"))
    is_kept()
    os.kill(windows.child("bitcoin-wallet").pid, signal.SIGKILL)
    windows.wait_for("stateTitle")
    windows.wait_for("sendPage", timeout=60)
    is_kept()
    # One that is closed and opened again at once is another, although it has the same name.
    rpc.unloadwallet("purse")
    rpc.loadwallet("purse")
    rpc.generatetoaddress(1, rpc.getnewaddress())
    windows.wait_text("immature", "50.00000000 BTC")
    assert windows.receive("after").startswith("bcrt1")
    windows.click("actionSend")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "1")
    windows.click("send")
    windows.answer(says=STRANGER)
    windows.wait_for("transactionsPage")
    windows.quit()


def test_locked_coins_are_left_alone_until_they_are_unlocked(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=2)
    open_coins(windows, 2)
    windows.select("coins", 0, "coinControl")
    assert not windows.can("unlock", "coinControl")
    windows.click("lock", "coinControl")
    windows.wait_text("locked", "(1 locked coin)", "coinControl")
    locked = windows.node.rpc.listlockunspent()
    equal(len(locked), 1)
    windows.click("chooseAll", "coinControl")
    windows.wait_text("sums", "Quantity:&nbsp;<b>1", "coinControl")
    windows.click("chooseAll", "coinControl")
    windows.wait_text("sums", "Quantity:&nbsp;<b>0", "coinControl")
    windows.choose("order", 2, "coinControl")
    equal(windows.rows("coins", "coinControl"), 4)
    windows.click("accept", "coinControl")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "60")
    windows.click("send")
    windows.answer(says="Insufficient funds")
    windows.quit()

    # A lock outlives the program.
    windows = Windows(scene, windows.node, "-fallbackfee=0.0001")
    windows.wait_for("overviewPage", timeout=60)
    equal(windows.node.rpc.listlockunspent(), locked)
    open_coins(windows, 2)
    places = [row for row, text in enumerate(windows.cells("coins", 1, "coinControl")) if text == "(locked)"]
    windows.select("coins", places[0], "coinControl")
    windows.click("unlock", "coinControl")
    wait_until("the lock is gone", lambda: windows.text("locked", "coinControl") == "")
    equal(windows.node.rpc.listlockunspent(), [])
    windows.click("accept", "coinControl")
    windows.quit()


def test_a_wallet_without_coins_says_so(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionSend")
    windows.click("chooseCoins")
    windows.wait_text("empty", "no coins that could be spent", "coinControl")
    windows.picture("coin-control-empty", "coinControl")
    windows.click("accept", "coinControl")
    windows.quit()


def test_a_transaction_is_signed_by_another_wallet(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, name="keys", blocks=1)
    rpc = windows.node.rpc
    descriptors = windows.node.wallet("keys").listdescriptors()["descriptors"]
    rpc.createwallet("eyes", True)
    wait_until("both wallets", lambda: windows.shows("walletBar"))
    windows.node.wallet("eyes").importdescriptors(
        [{**entry, "timestamp": 0} for entry in descriptors if entry["active"]]
    )
    windows.show_wallet(1)
    windows.wait_text("available", "50.00000000 BTC")
    windows.click("actionSend")
    equal(windows.text("send"), "Cr&eate Unsigned")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "3")
    windows.click("send")
    windows.answer(says=STRANGER)
    windows.wait_for("", "psbt")
    assert "copied to the clipboard" in str(windows.text("status", "psbt"))
    summary = str(windows.text("summary", "psbt", "plainText"))
    assert f"Sends 3.00000000 BTC to {STRANGER}" in summary, summary
    assert "Pays transaction fee" in summary and "1 unsigned input" in summary, summary
    assert not windows.can("sign", "psbt") and not windows.can("broadcast", "psbt")
    copied = windows.clipboard
    path = scene.directory / "payment.psbt"
    windows.click("save", "psbt")
    windows.pick_file(path)
    windows.wait_text("status", "PSBT saved to disk.", "psbt")
    windows.picture("psbt-unsigned", "psbt")
    windows.click("close", "psbt")
    assert path.read_bytes()[:5] == b"psbt\xff"

    windows.show_wallet(0)
    windows.click("actionLoadPSBT")
    windows.pick_file(path)
    windows.wait_for("", "psbt")
    equal(windows.text("status", "psbt"), "Transaction still needs signature(s).")
    summary = str(windows.text("summary", "psbt", "plainText"))
    equal(summary.count("(own address)"), 1)
    assert f"to {STRANGER} (own address)" not in summary, summary
    windows.click("sign", "psbt")
    windows.wait_text("status", "Signed transaction successfully", "psbt")
    assert not windows.can("sign", "psbt")
    windows.picture("psbt-signed", "psbt")
    windows.click("broadcast", "psbt")
    windows.wait_text("status", "Transaction broadcast successfully! Transaction ID: ", "psbt")
    txid = str(windows.text("status", "psbt")).rpartition(" ")[2]
    windows.click("close", "psbt")
    equal(rpc.getrawmempool(), [txid])

    # The one on the clipboard spends what is spent now.
    windows.node.rpc.generatetoaddress(1, STRANGER)
    windows.clipboard = copied
    windows.click("actionPastePSBT")
    windows.wait_for("", "psbt")
    windows.click("sign", "psbt")
    windows.wait_text("status", "Signed transaction successfully", "psbt")
    windows.click("broadcast", "psbt")
    windows.wait_text("status", "Transaction broadcast failed: ", "psbt")
    windows.click("close", "psbt")
    windows.quit()


def test_a_payment_may_be_kept_unsigned(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    windows.click("actionSend")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "1.5")
    windows.click("send")
    windows.answer(1)
    windows.wait_for("", "psbt")
    decoded = windows.node.rpc.analyzepsbt(windows.clipboard)
    equal(decoded["next"], "signer")
    equal(windows.node.rpc.getrawmempool(), [])
    windows.click("sign", "psbt")
    windows.wait_text("status", "ready to broadcast", "psbt")
    windows.click("copy", "psbt")
    wait_until("the signed one", lambda: windows.node.rpc.finalizepsbt(windows.clipboard)["complete"])
    windows.click("close", "psbt")
    # It was neither sent nor forgotten.
    equal(windows.text("sendEntry/amount"), "1.5")
    equal(windows.node.rpc.getrawmempool(), [])
    equal(windows.node.rpc.getbalance(), Decimal(50))
    windows.quit()


def test_what_is_no_psbt_is_refused(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    garbage = scene.directory / "garbage.psbt"
    garbage.write_bytes(b"no transaction")
    windows.click("actionLoadPSBT")
    windows.pick_file(garbage)
    windows.answer(says="Unable to decode PSBT")
    garbage.write_bytes(b"psbt\xff" + bytes(7))
    windows.click("actionLoadPSBT")
    windows.pick_file(garbage)
    windows.answer(says="TX decode failed")
    windows.clipboard = "also none"
    windows.click("actionPastePSBT")
    windows.answer(says="Unable to decode PSBT")
    windows.quit()
