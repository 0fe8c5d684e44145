"""What a user does first: start, make a wallet, receive, send, end, start again."""

from __future__ import annotations

from decimal import Decimal

from framework.scene import Scene, equal
from framework.wait import TimedOut, wait_until
from framework.windows import STRANGER, Windows


def test_a_user_receives_and_sends_and_finds_it_all_again(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.picture("first-start")
    windows.make_wallet("purse")
    windows.picture("overview-empty")

    address = windows.receive("Wages")
    wait_until("the request", lambda: windows.rows("historyTable") == 1)
    windows.picture("receive")
    windows.command(f"generatetoaddress 101 {address}")
    windows.wait_text("blocks", "101", "nodeWindow")
    windows.picture("console", "nodeWindow")
    windows.choose("tabs", 0, "nodeWindow")
    windows.picture("information", "nodeWindow")
    windows.click("actionOverview")
    windows.wait_text("available", "50.00000000 BTC")
    wait_until("the wallet keeps up", lambda: windows.text("statusText") == "")
    windows.picture("overview")

    windows.click("actionSend")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/label", "Landlord")
    windows.enter("sendEntry/amount", "12.5")
    windows.picture("send")
    windows.click("send")
    windows.wait_for("", "message")
    windows.picture("send-confirm", "message")
    assert STRANGER in str(windows.text("", "message"))
    windows.click("button0", "message")

    windows.wait_for("transactionsPage")
    wait_until("the payment", lambda: windows.cell("transactionsPage/table", 0, 1) == "Sent to")
    equal(windows.cell("transactionsPage/table", 0, 2), "Landlord")
    equal(windows.cell("transactionsPage/table", 0, 3), "0/unconfirmed")
    amount = Decimal(windows.cell("transactionsPage/table", 0, 4).removesuffix(" BTC"))
    assert Decimal("-12.51") < amount < Decimal("-12.5"), amount
    windows.command(f"generatetoaddress 1 {address}")
    wait_until("its block", lambda: "1 of 6" in windows.cell("transactionsPage/table", 1, 3))
    windows.picture("transactions")
    windows.quit()

    windows = Windows(scene, windows.node, "-fallbackfee=0.0001")
    windows.wait_for("overviewPage", timeout=60)
    windows.click("actionTransactions")
    wait_until("its transactions", lambda: windows.rows("transactionsPage/table") == 103)
    windows.quit()


def test_several_are_paid_at_a_rate_of_the_users_choice(scene: Scene) -> None:
    windows = Windows.with_wallet(scene, blocks=1)
    other = windows.node.rpc.getnewaddress("", "bech32m")
    windows.click("actionSend")
    windows.click("add")
    windows.click("add")
    for name, address, amount in [("sendEntry", STRANGER, "1.5"), ("sendEntry2", other, "2.25")]:
        windows.enter(f"{name}/payTo", address)
        windows.enter(f"{name}/amount", amount)
    windows.click("sendEntry3/remove")
    assert not windows.shows("sendEntry3")
    windows.check("feeCustom")
    windows.enter("feeRate", "25")
    windows.picture("send-many")
    windows.click("send")
    says = windows.answer(says=STRANGER)
    assert other in says, says
    windows.wait_for("transactionsPage")
    rpc = windows.node.rpc
    [(txid, entry)] = rpc.getrawmempool(True).items()
    paid = {
        output["scriptPubKey"]["address"]: output["value"]
        for output in rpc.getrawtransaction(txid, True)["vout"]
    }
    equal(
        {address: paid.get(address) for address in (STRANGER, other)},
        {STRANGER: Decimal("1.5"), other: Decimal("2.25")},
    )
    rate = entry["fees"]["base"] * 10**8 / entry["vsize"]
    assert 25 <= rate < Decimal("25.5"), rate
    windows.click("actionSend")
    assert not windows.shows("sendEntry2"), "the form is empty again"
    equal(windows.text("sendEntry/amount"), "")
    windows.quit()


def test_mistakes_are_told_and_nothing_is_sent(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.make_wallet("purse")
    windows.click("actionSend")
    for address, amount, complaint in [
        ("nonsense", "1", "The recipient address is not valid. Please recheck."),
        (STRANGER, "0", "The amount to pay must be larger than 0."),
        (STRANGER, "1", "Insufficient funds"),
    ]:
        windows.enter("sendEntry/payTo", address)
        windows.enter("sendEntry/amount", amount)
        windows.click("send")
        windows.wait_for("", "message")
        assert complaint in str(windows.text("", "message")), windows.text("", "message")
        windows.click("button0", "message")
        wait_until("the form again", lambda: windows.can("send"))
    equal(windows.rows("transactionsPage/table"), 0)
    windows.quit()


def test_an_encrypted_wallet_asks_for_its_passphrase(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.make_wallet("safe")
    address = windows.receive("Mine")
    windows.command(f"generatetoaddress 101 {address}")
    windows.wait_text("blocks", "101", "nodeWindow")

    windows.click("actionEncrypt")
    windows.wait_for("", "passphrase")
    windows.enter("newText", "right", "passphrase")
    windows.enter("repeatText", "wrong", "passphrase")
    assert not windows.can("accept", "passphrase"), "the two differ"
    windows.enter("repeatText", "right", "passphrase")
    windows.picture("encrypt", "passphrase")
    windows.click("accept", "passphrase")
    windows.wait_for("", "message")
    windows.click("button0", "message")
    windows.wait_text("", "now encrypted", "message")
    windows.click("button0", "message")
    wait_until("the menu knows", lambda: windows.can("actionChangePassphrase"))
    assert not windows.can("actionEncrypt")

    windows.click("actionSend")
    windows.enter("sendEntry/payTo", STRANGER)
    windows.enter("sendEntry/amount", "1")
    windows.click("send")
    windows.wait_for("", "passphrase")
    windows.enter("oldText", "wrong", "passphrase")
    windows.click("accept", "passphrase")
    windows.wait_text("problem", "incorrect", "passphrase")
    windows.enter("oldText", "right", "passphrase")
    windows.click("accept", "passphrase")
    windows.wait_for("", "message")
    windows.click("button0", "message")
    windows.wait_for("transactionsPage")
    windows.quit()


def test_what_a_dialog_is_in_front_of_cannot_be_pressed(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.click("actionCreateWallet")
    windows.wait_for("", "createWallet")
    assert not windows.can("create", "createWallet"), "there is no name yet"
    try:
        windows.click("createFirst", patience=0.2)
    except TimedOut:
        pass
    else:
        raise AssertionError("a button behind a dialog was pressed")
    windows.click("cancel", "createWallet")
    windows.quit()


def test_secrets_do_not_stay_in_the_console(scene: Scene) -> None:
    windows = Windows.with_own_node(scene)
    windows.wait_for("createFirst")
    windows.command("createwallet secretive false false hunter2")
    windows.wait_for("overviewPage")
    shown = str(windows.text("output", "nodeWindow", "plainText"))
    assert "createwallet(…)" in shown and "hunter2" not in shown, shown
    windows.command("getwalletinfo")
    wait_until("the answer", lambda: '"secretive"' in windows.text("output", "nodeWindow", "plainText"))
    windows.quit()
