"""Every dialog, used as a user would: what it does, and what it says when something is wrong."""

from __future__ import annotations

import csv
import json
from decimal import Decimal

from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def test_addresses_are_added_edited_chosen_and_deleted(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionSendingAddresses")
    windows.wait_for("", "addressBook")
    equal(windows.text("empty", "addressBook"), "There are no addresses yet.")
    windows.picture("addresses-empty", "addressBook")
    assert not windows.shows("choose", "addressBook"), "nothing asks for an address"
    for address, problem in [("nonsense", "is not a valid Bitcoin address"), (STRANGER, "")]:
        windows.click("add", "addressBook")
        windows.wait_for("", "editAddress")
        windows.enter("label", "Landlord", "editAddress")
        windows.enter("address", address, "editAddress")
        windows.click("accept", "editAddress")
        if problem:
            windows.wait_text("problem", problem, "editAddress")
            windows.picture("address-invalid", "editAddress")
            windows.click("cancel", "editAddress")
        wait_until("the editor closes", lambda: not windows.shows("", "editAddress"))
    wait_until("the address", lambda: windows.rows("table", "addressBook") == 1)
    windows.click("add", "addressBook")
    windows.wait_for("", "editAddress")
    windows.enter("address", STRANGER, "editAddress")
    windows.click("accept", "editAddress")
    windows.wait_text("problem", 'already in the address book with label "Landlord"', "editAddress")
    windows.click("cancel", "editAddress")

    windows.select("table", 0, "addressBook")
    windows.click("edit", "addressBook")
    windows.wait_for("", "editAddress")
    assert not windows.can("address", "editAddress")
    windows.enter("label", "Baker", "editAddress")
    windows.click("accept", "editAddress")
    wait_until("the label", lambda: windows.cell("table", 0, 0, "addressBook") == "Baker")
    windows.click("copy", "addressBook")
    equal(windows.clipboard, STRANGER)
    windows.enter("search", "butcher", "addressBook")
    equal(windows.rows("table", "addressBook"), 0)
    equal(windows.text("empty", "addressBook"), "No address matches.")
    windows.enter("search", "BAK", "addressBook")
    equal(windows.rows("table", "addressBook"), 1)
    windows.picture("addresses", "addressBook")
    windows.click("close", "addressBook")

    windows.click("actionSend")
    windows.click("sendEntry/book")
    windows.wait_for("choose", "addressBook")
    windows.select("table", 0, "addressBook")
    windows.click("choose", "addressBook")
    wait_until("the form", lambda: windows.text("sendEntry/payTo") == STRANGER)
    equal(windows.text("sendEntry/label"), "Baker")

    windows.click("actionSendingAddresses")
    windows.wait_for("", "addressBook")
    windows.select("table", 0, "addressBook")
    windows.click("remove", "addressBook")
    wait_until("none is left", lambda: windows.rows("table", "addressBook") == 0)
    windows.click("close", "addressBook")
    own = windows.receive("Mine")
    windows.click("actionReceivingAddresses")
    windows.wait_for("", "addressBook")
    equal(windows.cell("table", 0, 1, "addressBook"), own)
    assert not windows.shows("remove", "addressBook"), "own addresses stay"
    windows.click("close", "addressBook")
    windows.quit()


def test_messages_are_signed_and_verified(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    address = windows.node.rpc.getnewaddress("", "legacy")
    windows.click("actionSign")
    windows.wait_for("", "signVerify")
    windows.enter("signAddress", "nonsense", "signVerify")
    windows.enter("signMessage", "I was here", "signVerify")
    windows.click("sign", "signVerify")
    windows.wait_text("signResult", "Invalid address", "signVerify")
    windows.enter("signAddress", address, "signVerify")
    windows.click("sign", "signVerify")
    windows.wait_text("signResult", "Message signed.", "signVerify")
    windows.picture("sign-message", "signVerify")
    windows.click("copySignature", "signVerify")
    signature = windows.clipboard
    windows.click("close", "signVerify")

    windows.click("actionVerify")
    windows.wait_for("verifyAddress", "signVerify")
    windows.enter("verifyAddress", address, "signVerify")
    windows.enter("verifyMessage", "I was here", "signVerify")
    windows.enter("verifySignature", signature, "signVerify")
    windows.click("verify", "signVerify")
    windows.wait_text("verifyResult", "Message verified.", "signVerify")
    windows.enter("verifyMessage", "I was there", "signVerify")
    windows.click("verify", "signVerify")
    windows.wait_text("verifyResult", "Message verification failed.", "signVerify")
    windows.enter("verifySignature", "?", "signVerify")
    windows.click("verify", "signVerify")
    windows.wait_text("verifyResult", "Malformed base64 encoding", "signVerify")
    windows.click("close", "signVerify")
    windows.quit()


def test_options_are_written_to_the_settings_and_found_again(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    settings = windows.node.chain_dir / "settings.json"
    windows.click("actionOptions")
    windows.wait_for("", "options")
    windows.picture("options", "options")
    windows.set_value("cache", 123, "options")
    windows.check("prune", "options")
    windows.set_value("pruneSize", 5, "options")
    windows.choose("tabs", 1, "options")
    windows.check("spendUnconfirmed", "options", value=False)
    windows.choose("tabs", 2, "options")
    windows.check("proxy", "options")
    windows.enter("proxyAddress", "nonsense", "options")
    windows.click("accept", "options")
    windows.wait_text("problem", "The supplied proxy address is invalid", "options")
    windows.picture("options-network", "options")
    windows.enter("proxyAddress", "127.0.0.1:9050", "options")
    windows.click("accept", "options")
    wait_until("the end of the dialog", lambda: not windows.shows("", "options"))
    written = json.loads(settings.read_text())
    expected = {"dbcache": "123", "prune": "4768", "spendzeroconfchange": False, "proxy": "127.0.0.1:9050"}
    equal({name: written.get(name) for name in expected}, expected)
    equal(written["wallet"], ["purse"])
    assert "server" not in written and "natpmp" not in written, "bitcoin.conf says so already"
    windows.quit()

    windows = Windows(scene, windows.node)
    windows.wait_for("overviewPage", timeout=60)
    # The node goes by them now.
    windows.wait_for("proxyIcon")
    windows.click("actionOptions")
    windows.wait_for("", "options")
    equal(windows.text("cache", "options", "value"), 123)
    equal(windows.text("pruneSize", "options", "value"), 5)
    equal(windows.text("spendUnconfirmed", "options", "checked"), False)
    windows.choose("tabs", 2, "options")
    windows.check("proxy", "options", value=False)
    windows.click("accept", "options")
    wait_until("the end of the dialog", lambda: not windows.shows("", "options"))
    assert "proxy" not in json.loads(settings.read_text())
    windows.click("actionOptions")
    windows.wait_for("", "options")
    windows.set_value("cache", 99, "options")
    windows.click("cancel", "options")
    equal(json.loads(settings.read_text())["dbcache"], "123")
    windows.quit()


def test_peers_are_disconnected_and_banned(scene: Scene) -> None:
    other = scene.started()
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.click("actionPeers")
    windows.wait_for("peersEmpty", "nodeWindow")
    windows.picture("peers-empty", "nodeWindow")

    def connect() -> None:
        windows.node.rpc.addnode(f"127.0.0.1:{other.p2p_port}", "onetry")
        wait_until("the peer", lambda: windows.rows("peers", "nodeWindow") == 1)
        windows.select("peers", 0, "nodeWindow")
        windows.wait_text("peerTitle", "127.0.0.1", "nodeWindow")

    connect()
    assert "subver" in windows.cells("peerDetails", 0, "nodeWindow")
    windows.picture("peers", "nodeWindow")
    windows.click("disconnect", "nodeWindow")
    wait_until("no peer", lambda: windows.rows("peers", "nodeWindow") == 0)
    assert not windows.can("ban", "nodeWindow")
    connect()
    windows.choose("banTime", 1, "nodeWindow")
    windows.click("ban", "nodeWindow")
    wait_until("the ban", lambda: windows.rows("bans", "nodeWindow") == 1)
    equal(windows.cell("bans", 0, 0, "nodeWindow"), "127.0.0.1/32")
    [ban] = windows.node.rpc.listbanned()
    equal(ban["ban_duration"], 86400)
    windows.select("bans", 0, "nodeWindow")
    windows.picture("bans", "nodeWindow")
    windows.click("unban", "nodeWindow")
    wait_until("no ban", lambda: not windows.shows("bans", "nodeWindow"))
    equal(windows.node.rpc.listbanned(), [])
    windows.quit()


def test_the_network_is_switched_off_and_on(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("connectionsIcon")
    wait_until("the switch", lambda: "disabled" in str(windows.text("connectionsIcon", property="toolTip")))
    equal(windows.node.rpc.getnetworkinfo()["networkactive"], False)
    windows.click("actionInformation")
    windows.wait_text("connections", "(Network activity disabled)", "nodeWindow")
    windows.click("connectionsIcon")
    wait_until(
        "the switch", lambda: "disabled" not in str(windows.text("connectionsIcon", property="toolTip"))
    )
    equal(windows.node.rpc.getnetworkinfo()["networkactive"], True)
    windows.quit()


def test_wallets_are_closed_opened_backed_up_and_restored(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    backup = scene.directory / "backup.dat"
    windows.click("actionBackupWallet")
    windows.pick_file(backup)
    windows.answer(says=str(backup))
    assert backup.stat().st_size > 0
    windows.click("actionBackupWallet")
    windows.pick_file(scene.directory / "missing" / "backup.dat")
    windows.answer()

    windows.click("actionCloseWallet")
    windows.answer(1)
    assert windows.shows("overviewPage"), "cancelled"
    windows.click("actionCloseWallet")
    windows.answer(says="purse")
    windows.wait_for("createFirst")
    windows.picture("no-wallet")
    assert not windows.can("actionBackupWallet") and not windows.can("actionSend")
    windows.unfold("menuOpenWallet")
    equal(windows.text("menuOpenWallet/entry0"), "purse")
    windows.click("menuOpenWallet/entry0")
    windows.wait_for("overviewPage")
    windows.wait_text("available", "50.00000000 BTC")
    windows.unfold("menuOpenWallet")
    equal(windows.text("menuOpenWallet/entry0"), "No wallets available")
    assert not windows.can("menuOpenWallet/entry0")

    windows.restore_wallet(backup, "copy")
    windows.wait_for("walletBar")
    wait_until("the copy", lambda: windows.text("walletChoice", property="currentText") == "copy")
    windows.wait_text("available", "50.00000000 BTC")
    windows.picture("two-wallets")
    windows.restore_wallet(backup, "copy")
    windows.answer(says="Failed to restore wallet")

    windows.name_wallet("copy")
    windows.picture("create-wallet", "createWallet")
    windows.click("create", "createWallet")
    windows.answer(says="already exists")
    windows.quit()


def test_a_wallet_is_made_with_a_passphrase_which_is_changed(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.name_wallet("safe")
    windows.check("encrypt", "createWallet")
    windows.click("create", "createWallet")
    windows.wait_for("", "passphrase")
    windows.enter("newText", "grün", "passphrase")
    windows.enter("repeatText", "grün", "passphrase")
    windows.click("accept", "passphrase")
    windows.wait_for("overviewPage", timeout=60)
    windows.wait_for("encryptionIcon")
    rpc = windows.node.rpc
    rpc.walletpassphrase("grün", 1)
    rpc.walletlock()
    for old, says in [("blau", "incorrect"), ("grün", "successfully changed")]:
        windows.click("actionChangePassphrase")
        windows.wait_for("", "passphrase")
        windows.enter("oldText", old, "passphrase")
        windows.enter("newText", "gelb", "passphrase")
        windows.enter("repeatText", "gelb", "passphrase")
        windows.picture("change-passphrase", "passphrase")
        windows.click("accept", "passphrase")
        windows.answer(says=says)
    rpc.walletpassphrase("gelb", 1)
    windows.quit()


def test_a_fee_is_raised_and_a_payment_given_up(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    windows.pay(STRANGER, "1")
    rpc = windows.node.rpc
    [first] = rpc.getrawmempool()
    wait_until("the payment", lambda: windows.rows("transactionsPage/table") == 2)
    windows.select_row("transactionsPage/table", 1, "Sent to")
    windows.click("transactionsPage/bump")
    windows.answer(1)
    equal(rpc.getrawmempool(), [first])
    windows.click("transactionsPage/bump")
    windows.answer(says="increase the fee")
    windows.answer(says="New fee")
    [second] = rpc.getrawmempool()
    assert second != first
    fees = [rpc.gettransaction(txid)["fee"] for txid in (first, second)]
    assert fees[1] < fees[0], fees
    # What is selected stays selected although the list has grown.
    windows.click("transactionsPage/details")
    windows.wait_for("", "textDialog")
    assert first in str(windows.text("text", "textDialog", "plainText"))
    windows.picture("transaction-details", "textDialog")
    windows.close("textDialog")
    windows.quit()

    # What is in no mempool may be given up.
    node = windows.node
    windows = Windows(scene, node, "-persistmempool=0", "-walletbroadcast=0")
    windows.wait_for("overviewPage", timeout=60)
    windows.click("actionTransactions")
    equal(node.rpc.getrawmempool(), [])
    windows.select_row("transactionsPage/table", 3, "0/unconfirmed")
    windows.click("transactionsPage/abandon")
    wait_until("given up", lambda: "Abandoned" in windows.cells("transactionsPage/table", 3))
    windows.quit()


def test_transactions_are_filtered_and_exported(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    windows.pay(STRANGER, "1.5")
    table = "transactionsPage/table"
    wait_until("both", lambda: windows.rows(table) == 2)
    windows.choose("kinds", 2)
    wait_until("the payment", lambda: windows.cells(table, 1) == ["Sent to"])
    windows.choose("kinds", 0)
    windows.enter("search", STRANGER[:20])
    wait_until("the payment", lambda: windows.rows(table) == 1)
    windows.enter("search", "nobody")
    wait_until("none", lambda: windows.shows("transactionsPage/empty"))
    windows.picture("transactions-none")
    windows.enter("search", "")
    windows.enter("minimum", "10")
    wait_until("the block", lambda: windows.cells(table, 1) == ["Mined"])
    windows.enter("minimum", "")
    path = scene.directory / "export.csv"
    windows.click("exportTable")
    windows.pick_file(path)
    wait_until("the file", lambda: path.exists() and path.read_text().count("\n") == 3)
    lines = list(csv.DictReader(path.open()))
    equal({line["Type"] for line in lines}, {"Sent to", "Mined"})
    equal({Decimal(line["Amount (BTC)"]) for line in lines if line["Type"] == "Mined"}, {Decimal(50)})
    windows.click("exportTable")
    windows.pick_file(scene.directory / "missing" / "export.csv")
    windows.answer()
    windows.quit()


def test_amounts_are_masked_everywhere(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    windows.click("actionMask")
    for widget in ("available", "pending", "total", "balance"):
        equal(windows.text(widget), "# BTC")
    equal(windows.cells("recentTable", 2), ["# BTC"])
    equal(windows.cells("transactionsPage/table", 4), ["# BTC"])
    windows.picture("masked")
    windows.check("discreet", value=False)
    windows.wait_text("available", "50.00000000 BTC")
    equal(windows.text("actionMask", property="checked"), False)
    windows.choose("unitChoice", 3)
    windows.wait_text("available", "5\u2009000\u2009000\u2009000 sat")
    windows.quit()


def test_the_console_remembers_and_completes(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    for line in ("getblockcount", "uptime", "walletpassphrase hunter2 60", "nonsense"):
        windows.command(line)

    def output() -> str:
        return str(windows.text("output", "nodeWindow", "plainText"))

    wait_until("the answers", lambda: "Method not found" in output())
    assert "(code -32601)" in output() and "hunter2" not in output(), output()
    for expected in ("nonsense", "uptime", "getblockcount", "getblockcount"):
        windows.press("input", "up", "nodeWindow")
        equal(windows.text("input", "nodeWindow"), expected)
    windows.press("input", "down", "nodeWindow")
    equal(windows.text("input", "nodeWindow"), "uptime")
    windows.enter("input", "", "nodeWindow")
    windows.type("input", "getblockco", "nodeWindow")
    windows.wait_for("", "completions")
    equal(windows.cell("", 0, 0, "completions"), "getblockcount")
    windows.press("", "escape", "completions")
    wait_until("its end", lambda: not windows.shows("", "completions"))
    windows.enter("input", "getblock '", "nodeWindow", returns=True)
    wait_until("the complaint", lambda: "Parse error" in output())
    windows.click("clear", "nodeWindow")
    assert "Parse error" not in output() and "Welcome" in output()
    windows.quit()


def test_traffic_is_shown(scene: Scene) -> None:
    other = scene.started()
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.click("actionTraffic")
    windows.wait_text("receivedText", "Received: 0 B", "nodeWindow")
    windows.node.rpc.addnode(f"127.0.0.1:{other.p2p_port}", "onetry")
    wait_until("traffic", lambda: "Received: 0 B" not in str(windows.text("receivedText", "nodeWindow")))
    windows.set_value("minutes", 24, "nodeWindow")
    windows.wait_text("minutesText", "2 h", "nodeWindow")
    windows.picture("traffic", "nodeWindow")
    windows.quit()


def test_the_start_and_the_end_are_shown(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("", "splash", timeout=10)
    windows.picture("splash", "splash")
    windows.wait_for("createFirst")
    assert not windows.shows("", "splash")
    windows.click("actionAbout")
    windows.wait_for("", "textDialog")
    assert "MIT" in str(windows.text("text", "textDialog", "plainText"))
    windows.close("textDialog")
    windows.click("actionQuit")
    windows.wait_text("stateTitle", "is shutting down")
    windows.picture("shutdown")
    equal(windows.process.wait(60), 0)
