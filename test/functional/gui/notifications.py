"""The desktop is told of payments that come in."""

from __future__ import annotations

import shutil
import subprocess

from framework.scene import Scene, Skipped
from framework.wait import wait_until
from framework.windows import STRANGER, Windows


def test_a_payment_that_comes_in_is_told_to_the_desktop(scene: Scene) -> None:
    for program in ("dbus-daemon", "dbus-monitor"):
        if not shutil.which(program):
            raise Skipped(f"there is no {program}")
    address = f"unix:path={scene.directory}/bus"
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address={address}", "--print-address"],
        stdout=subprocess.PIPE,
        text=True,
    )
    scene.closers.append(bus.kill)
    assert bus.stdout is not None and bus.stdout.readline().startswith("unix:")
    heard = scene.directory / "bus.log"
    with heard.open("wb") as log:
        listener = subprocess.Popen(
            ["dbus-monitor", "--address", address, "interface='org.freedesktop.Notifications'"], stdout=log
        )
    scene.closers.append(listener.kill)
    wait_until("the listener", lambda: heard.stat().st_size > 0)

    windows = Windows.with_own_node(scene, DBUS_SESSION_BUS_ADDRESS=address)
    windows.wait_for("createFirst")
    windows.make_wallet("purse")
    rpc = windows.node.rpc
    rpc.generatetoaddress(1, rpc.getnewaddress())
    rpc.generatetoaddress(100, STRANGER)
    windows.wait_text("available", "50.00000000 BTC")
    assert "member=Notify" not in heard.read_text(), "coins that were mined are no payment"
    rpc.createwallet("other")
    wait_until("both wallets", lambda: windows.shows("walletBar"))
    purse, other = windows.node.wallet("purse"), windows.node.wallet("other")
    purse.sendtoaddress(other.getnewaddress("Rent"), "1.5")
    wait_until("the message", lambda: "member=Notify" in heard.read_text())
    wait_until("its text", lambda: "1.50000000 BTC to Rent (other)" in heard.read_text())
    assert "Incoming transaction" in heard.read_text()
    windows.quit()
