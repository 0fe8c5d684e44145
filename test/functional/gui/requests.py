"""Payments that are asked for, and links that ask for them."""

from __future__ import annotations

import subprocess

from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def test_requests_are_there_after_a_restart(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionReceive")
    windows.picture("receive-empty")
    links = []
    for number, (label, amount, message) in enumerate(
        [("Rent", "0.5", "for May & June"), ("", "", ""), ("Book", "0.001", "")]
    ):
        windows.enter("receivePage/label", label)
        windows.enter("receivePage/amount", amount)
        windows.enter("receivePage/message", message)
        windows.choose("addressType", number)
        windows.click("receivePage/create")
        windows.wait_for("", "receiveRequest")
        links.append(str(windows.text("uri", "receiveRequest")))
        equal(windows.shows("message", "receiveRequest"), bool(message))
        windows.click("close", "receiveRequest")
        wait_until("the history", lambda count=number + 1: windows.rows("historyTable") == count)
    assert links[0].endswith("?amount=0.50000000&label=Rent&message=for%20May%20%26%20June"), links[0]
    windows.quit()

    windows = Windows(scene, windows.node)
    windows.wait_for("overviewPage", timeout=60)
    windows.click("actionReceive")
    equal(windows.cells("historyTable", 1), ["Book", "(no label)", "Rent"])
    equal(windows.cells("historyTable", 2), ["(no message)", "(no message)", "for May & June"])
    equal(windows.cells("historyTable", 3), ["0.00100000 BTC", "(no amount requested)", "0.50000000 BTC"])
    windows.picture("receive-history")
    windows.select_row("historyTable", 1, "Rent")
    windows.click("receivePage/show")
    windows.wait_for("", "receiveRequest")
    equal(windows.text("uri", "receiveRequest"), links[0])
    equal(windows.text("message", "receiveRequest"), "for May & June")
    picture = scene.directory / "request.png"
    windows.click("save", "receiveRequest")
    windows.pick_file(picture)
    wait_until("the picture", lambda: picture.exists() and picture.read_bytes()[:4] == b"\x89PNG")
    windows.click("copyURI", "receiveRequest")
    equal(windows.clipboard, links[0])
    windows.click("close", "receiveRequest")
    windows.click("receivePage/remove")
    wait_until("one less", lambda: windows.rows("historyTable") == 2)
    windows.quit()

    windows = Windows(scene, windows.node)
    windows.wait_for("overviewPage", timeout=60)
    windows.click("actionReceive")
    equal(windows.cells("historyTable", 1), ["Book", "(no label)"])
    windows.quit()


def test_a_wrong_amount_is_told_and_no_address_is_made(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionReceive")
    windows.enter("receivePage/amount", "1,5")
    windows.click("receivePage/create")
    windows.answer(says="The amount is not valid.")
    equal(windows.rows("historyTable"), 0)
    windows.quit()


def start_again(windows: Windows, *words: str) -> subprocess.CompletedProcess[str]:
    program = windows.process.args[0]  # type: ignore[index]
    command = [program, f"-datadir={windows.node.datadir}", *words, "-platform", "offscreen"]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_second_program_hands_its_link_to_the_first(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    link = f"bitcoin:{STRANGER}?amount=1.25&label=Shop&message=Hat"
    second = start_again(windows, link)
    equal(second.returncode, 0)
    assert "already running" in second.stderr, second.stderr
    wait_until("the form", lambda: windows.text("sendEntry/payTo") == STRANGER)
    equal(windows.text("sendEntry/amount"), "1.25000000")
    equal(windows.text("sendEntry/label"), "Shop")
    assert windows.shows("sendPage")
    # Without a link it shows the window of the first.
    equal(start_again(windows).returncode, 0)
    equal(windows.text("sendEntry/payTo"), STRANGER)
    windows.quit()


def test_a_killed_program_leaves_its_place_free(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    windows = Windows(scene, node, "-ipcconnect=unix")
    windows.wait_for("createFirst")
    windows.process.kill()
    windows.process.wait(10)
    windows = Windows(scene, node, "-ipcconnect=unix", f"bitcoin:{STRANGER}")
    windows.wait_for("createFirst")
    # The link waits for a wallet.
    windows.node.rpc.createwallet("purse")
    wait_until("the form", lambda: windows.text("sendEntry/payTo") == STRANGER)
    windows.quit()


def test_links_are_opened_from_the_menu(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionOpenLink")
    windows.enter_text("bitcoin:?")
    windows.answer(says="URI cannot be parsed!")
    windows.click("actionOpenLink")
    windows.enter_text(f"bitcoin:{STRANGER}?amount=0.1")
    wait_until("the form", lambda: windows.text("sendEntry/payTo") == STRANGER)
    windows.quit()
