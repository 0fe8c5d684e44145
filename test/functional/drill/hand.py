"""Somebody who sits before the windows: looks at this and that, makes requests, pays."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from framework.scene import Scene
from framework.wait import TimedOut, wait_until
from framework.windows import Windows

from .fleet import PASSPHRASES, WALLETS, Fleet, Program
from .load import Journal, Worker
from .violation import Violation

#: How long somebody waits for an answer before doing something else, in seconds.
PATIENCE = 5
#: What may stand in front of the main window.
DIALOGS = {"message": "button0", "passphrase": "cancel", "receiveRequest": "close"}
PAGES = ("actionOverview", "actionSend", "actionReceive", "actionTransactions", "actionPeers")


class Screen(Program):
    """Windows that are attached to a node, with a driver that can be told what to press."""

    def __init__(self, scene: Scene, fleet: Fleet, driver: Path, node: str) -> None:
        super().__init__([str(driver)], scene.directory / "windows.stderr", {})
        self.scene = scene
        self.node = fleet.nodes[node]
        self.address = f"-ipcconnect=unix:{scene.directory / 'gui.sock'}"
        self.windows: Windows | None = None

    def start(self) -> None:
        self.close()
        self.windows = Windows(self.scene, self.node, self.address, driver=self.command[0])
        self.process = self.windows.process

    def close(self) -> None:
        """Gives up the pipes of the process that was."""
        if self.windows is not None:
            for pipe in (self.windows.process.stdin, self.windows.process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def tidy(self) -> None:
        """Closes what stands in front of the main window."""
        assert self.windows is not None
        for window, button in DIALOGS.items():
            if self.windows.shows("", window):
                with suppress(AssertionError):
                    self.windows.click(button, window)

    def audit(self, height: int, available: dict[str, int]) -> None:
        """The windows show what is, or come to it. `available` is what each wallet can spend, in satoshis."""
        windows = self.windows
        assert windows is not None
        seen: list[object] = []

        def agrees() -> bool:
            self.tidy()
            seen.clear()
            try:
                seen.append(windows.text("stateTitle") if windows.shows("stateTitle") else "")
                # Opens the window with the node's numbers.
                windows.click("actionPeers")
                seen.append(windows.text("blocks", "nodeWindow"))
                wallet = str(windows.text("walletChoice", property="currentText"))
                digits = "".join(each for each in str(windows.text("available")) if each.isdigit())
                seen.extend((wallet, digits))
                return (seen[0], seen[1]) == ("", str(height)) and int(digits) == available[wallet]
            except (AssertionError, KeyError, ValueError) as error:
                seen.append(error)
                return False

        try:
            wait_until("the windows show what is", agrees, timeout=60, interval=0.1)
        except (TimedOut, OSError) as error:
            raise Violation(f"the windows show {seen}, not {height} and {available}") from error


class Hand(Worker):
    """Presses buttons."""

    def __init__(self, fleet: Fleet, journal: Journal, addresses: dict[str, list[str]]) -> None:
        super().__init__(journal, f"{fleet.settings.seed} hand", 0.5)
        self.fleet = fleet
        self.addresses = addresses
        self.payments = 0

    def step(self) -> None:
        screen = self.fleet.gui
        if not isinstance(screen, Screen) or screen.windows is None or not screen.is_running:
            time.sleep(0.2)
            return
        windows = screen.windows
        try:
            self.act(windows)
        except AssertionError as error:
            with self.journal.lock:
                self.journal.refusals[f"windows: {error}"[:90]] += 1
        # What was begun is waited for: nobody counts before it is done.
        with suppress(AssertionError):
            wait_until("the end", lambda: not windows.shows("activityText"), timeout=PATIENCE)
            screen.tidy()

    def act(self, windows: Windows) -> None:
        """One thing that a user does."""
        choice = self.chance.random()
        if choice < 0.4:
            windows.click(self.chance.choice(PAGES))
        elif choice < 0.5:
            windows.show_wallet(self.chance.randrange(2))
        elif choice < 0.6:
            windows.command(self.chance.choice(("getbalances", "getblockchaininfo", "listunspent")))
        elif choice < 0.75:
            self.receive(windows)
        else:
            self.pay(windows)

    def receive(self, windows: Windows) -> None:
        """A request, whose address others pay to from then on."""
        wallet = str(windows.text("walletChoice", property="currentText"))
        windows.click("actionReceive")
        windows.enter("receivePage/label", f"request {self.chance.randrange(1000)}")
        windows.click("receivePage/create")
        windows.wait_for("", "receiveRequest", timeout=PATIENCE)
        address = str(windows.text("address", "receiveRequest"))
        windows.click("close", "receiveRequest")
        self.addresses[wallet].append(address)

    def pay(self, windows: Windows) -> None:
        """A payment to a wallet of the other node, through the form and its questions."""
        wallet = str(windows.text("walletChoice", property="currentText"))
        receiver = self.chance.choice(WALLETS["node-b"])
        windows.click("actionSend")
        windows.enter("sendEntry/payTo", self.chance.choice(self.addresses[receiver]))
        windows.enter("sendEntry/amount", f"{self.chance.uniform(0.01, 1):.8f}")
        windows.click("send")

        def asks() -> str:
            return next((window for window in ("message", "passphrase") if windows.shows("", window)), "")

        if wait_until("a question", asks, timeout=PATIENCE) == "passphrase":
            windows.enter("oldText", PASSPHRASES[wallet], "passphrase")
            windows.click("accept", "passphrase")
            windows.wait_for("", "message", timeout=PATIENCE)
        windows.click("button0", "message")
        windows.wait_for("transactionsPage", timeout=PATIENCE)
        self.payments += 1
