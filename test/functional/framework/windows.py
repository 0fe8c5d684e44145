"""A program with windows under test: bitcoin-gui, with a hand that presses its buttons.

The hand is `gui-driver`, which is bitcoin-gui with a driver beside it that reads what to do from standard
input (test/gui). So what users get has no such door.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import processes
from .node import Node
from .scene import Scene, Skipped
from .wait import wait_until

#: An address of nobody here.
STRANGER = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


class Refused(AssertionError):
    """A user could not have done this."""


class Windows:
    """The program, on a node's data directory. It has its own node unless it is told to attach to one.

    BITCOIN_GUI_PLATFORM is the platform of Qt that its windows are shown on; with xvfb each test has a
    display of its own.
    """

    def __init__(
        self,
        scene: Scene,
        node: Node,
        *options: str,
        driver: str = "gui-driver",
        inside: Sequence[str] = (),
        **environment: str,
    ) -> None:
        program = scene.binaries.program(driver)
        if not program.exists():
            raise Skipped(f"{program} was not built: the GUI is off")
        platform = os.environ.get("BITCOIN_GUI_PLATFORM", "offscreen")
        if platform == "xvfb":
            platform = "xcb"
            environment["DISPLAY"] = scene.own_display.name
        self.node = node
        node.forget_client()
        self.pictures = Path(os.environ.get("BITCOIN_GUI_PICTURES", scene.directory / "pictures"))
        self.pictures.mkdir(parents=True, exist_ok=True)
        mode = os.environ.get("BITCOIN_TEST_SANDBOX")
        sandbox = [f"-sandbox={mode}"] if mode else []
        command = [
            *inside,
            str(program),
            f"-datadir={node.datadir}",
            *sandbox,
            *options,
            "-platform",
            platform,
        ]
        errors = (scene.directory / "windows.stderr").open("ab")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            # The user's own settings and the user's own desktop are no part of a test.
            env={
                **os.environ,
                "HOME": str(scene.directory),
                "XDG_RUNTIME_DIR": str(scene.directory),
                **environment,
            },
        )
        errors.close()

    @classmethod
    def with_own_node(
        cls, scene: Scene, *options: str, driver: str = "gui-driver", **environment: str
    ) -> Windows:
        """The program with a node that it starts itself."""
        return cls(scene, scene.node(), "-fallbackfee=0.0001", *options, driver=driver, **environment)

    @classmethod
    def with_wallet(cls, scene: Scene, *options: str, name: str = "purse", blocks: int = 0) -> Windows:
        """The same with a wallet, and so many blocks of its own under a hundred others."""
        windows = cls.with_own_node(scene, *options)
        windows.wait_for("createFirst")
        windows.make_wallet(name)
        if blocks:
            for _ in range(blocks):
                windows.node.rpc.generatetoaddress(1, windows.node.rpc.getnewaddress())
            windows.node.rpc.generatetoaddress(100, STRANGER)
            windows.wait_text("available", f"{50 * blocks}.00000000 BTC")
        return windows

    # MARK: What a user does

    def click(self, widget: str, window: str = "mainWindow", *, patience: float = 10) -> None:
        """Presses a button or chooses an entry of a menu."""
        self._act("click", window, widget, patience=patience)

    def enter(self, widget: str, text: str, window: str = "mainWindow", *, returns: bool = False) -> None:
        """Writes into a field."""
        self._act("enter", window, widget, text=text, **{"return": returns})

    def check(self, widget: str, window: str = "mainWindow", *, value: bool = True) -> None:
        """Ticks a box."""
        self._act("check", window, widget, value=value)

    def select(self, widget: str, row: int, window: str = "mainWindow") -> None:
        """Selects a row of a table."""
        self._act("select", window, widget, row=row)

    def select_row(self, table: str, column: int, text: str, window: str = "mainWindow") -> None:
        """Selects the first row of a table that says this in a column, which has to appear."""
        row = wait_until(
            f"{table}: {text}",
            lambda: [n for n, cell in enumerate(self.cells(table, column, window)) if cell == text],
        )[0]
        self.select(table, row, window)

    def choose(self, widget: str, index: int, window: str = "mainWindow") -> None:
        """Chooses an item of a list, or a tab."""
        self._act("choose", window, widget, index=index)

    def tick(self, table: str, row: int, window: str = "mainWindow") -> None:
        """Presses the box in a row of a table."""
        self._act("tick", window, table, row=row)

    def set_value(self, widget: str, value: int, window: str = "mainWindow") -> None:
        """Moves a slider, or enters a number."""
        self._act("set", window, widget, index=value)

    def type(self, widget: str, text: str, window: str = "mainWindow") -> None:
        """Presses the keys of these characters."""
        self._act("type", window, widget, text=text)

    def press(self, widget: str, key: str, window: str = "mainWindow") -> None:
        """Presses a key: up, down, enter, escape."""
        self._act("press", window, widget, key=key)

    def unfold(self, menu: str, window: str = "mainWindow") -> None:
        """Opens a menu, which is filled then."""
        self._act("unfold", window, menu)

    def close(self, window: str) -> None:
        """Closes a window."""
        self._act("close", window, "")

    def accept(self, window: str) -> None:
        """Presses the button of a dialog that says that all is as it should be."""
        self._act("accept", window, "")

    def pick_file(self, path: Path) -> None:
        """Enters a path in the dialog for files, which has to appear."""
        self.wait_for("", "files")
        self.enter("fileNameEdit", str(path), "files")
        self.accept("files")
        wait_until("the end of the dialog", lambda: not self.shows("", "files"))

    def answer(self, button: int = 0, *, says: str = "") -> str:
        """Presses a button of the message that has to appear, with this in it. Returns its text."""
        self.wait_for("", "message")
        text = str(self.text("", "message"))
        assert says in text, text
        self.click(f"button{button}", "message")
        return text

    def show_wallet(self, index: int) -> None:
        """Chooses one of several wallets."""
        self.choose("walletChoice", index)

    def pay(self, address: str, amount: str, *, says: str = "") -> None:
        """Through the form, and confirms it."""
        self.click("actionSend")
        self.enter("sendEntry/payTo", address)
        self.enter("sendEntry/amount", amount)
        self.click("send")
        self.answer(says=says or address)
        self.wait_for("transactionsPage")

    def enter_text(self, text: str) -> None:
        """In the dialog for one line, which has to appear."""
        self.wait_for("", "enterText")
        self.enter("text", text, "enterText")
        self.click("accept", "enterText")

    def restore_wallet(self, backup: Path, name: str) -> None:
        """Through the menu and the dialogs."""
        self.click("actionRestoreWallet")
        self.pick_file(backup)
        self.enter_text(name)

    def name_wallet(self, name: str) -> None:
        """In the dialog for a new wallet, which stays."""
        self.click("actionCreateWallet")
        self.wait_for("", "createWallet")
        self.enter("name", name, "createWallet")

    def make_wallet(self, name: str) -> None:
        """Through the menu and the dialog."""
        self.name_wallet(name)
        self.click("create", "createWallet")
        self.wait_for("overviewPage")

    def receive(self, label: str) -> str:
        """Makes an address, and returns what the dialog shows."""
        self.click("actionReceive")
        self.enter("receivePage/label", label)
        self.click("receivePage/create")
        self.wait_for("", "receiveRequest")
        address = str(self.text("address", "receiveRequest"))
        assert self.text("uri", "receiveRequest") == f"bitcoin:{address}?label={label}"
        self.picture("receive-request", "receiveRequest")
        self.click("close", "receiveRequest")
        return address

    def command(self, line: str) -> None:
        """Enters a line in the console."""
        self.click("actionConsole")
        self.enter("input", line, "nodeWindow", returns=True)

    @property
    def clipboard(self) -> str:
        """The text of the clipboard."""
        return str(self._do("clipboard", "", ""))

    @clipboard.setter
    def clipboard(self, text: str) -> None:
        self._do("clipboard", "", "", text=text)

    # MARK: What a user sees

    @property
    def is_dark(self) -> bool:
        """Whether the theme is dark."""
        return bool(self._do("isDark", "", ""))

    def text(self, widget: str, window: str = "mainWindow", property: str = "text") -> Any:
        """What a widget says."""
        return self._do("get", window, widget, property=property)

    def shows(self, widget: str, window: str = "mainWindow") -> bool:
        """Whether a widget is there and can be seen; with an empty name, the window itself."""
        return bool(self._do("exists", window, widget))

    def can(self, widget: str, window: str = "mainWindow") -> bool:
        """Whether a widget or an entry of a menu can be pressed."""
        return bool(self._do("get", window, widget, property="enabled"))

    def rows(self, table: str, window: str = "mainWindow") -> int:
        """How many rows a table shows."""
        return int(self._do("rows", window, table))

    def cell(self, table: str, row: int, column: int, window: str = "mainWindow") -> str:
        """What a cell of a table says."""
        return str(self._do("cell", window, table, row=row, column=column))

    def picture(self, name: str, window: str = "mainWindow") -> None:
        """Keeps what a window looks like."""
        self._do("raise", window, "")
        assert self._do("picture", window, "", path=str(self.pictures / f"{name}.png"))

    def wait_for(self, widget: str, window: str = "mainWindow", *, timeout: float = 30) -> None:
        """Until a widget can be seen; with an empty name, the window itself."""
        wait_until(f"{window} {widget}", lambda: self.shows(widget, window), timeout=timeout)

    def wait_text(self, widget: str, text: str, window: str = "mainWindow", *, timeout: float = 30) -> None:
        """Until a widget says something with this in it."""

        def says() -> bool:
            try:
                return text in str(self.text(widget, window))
            except Refused:
                # The window is not there yet.
                return False

        wait_until(f"{window} {widget}: {text}", says, timeout=timeout)

    def cells(self, table: str, column: int, window: str = "mainWindow") -> list[str]:
        """A column of a table."""
        return [self.cell(table, row, column, window) for row in range(self.rows(table, window))]

    # MARK: The process

    def child(self, name: str) -> processes.Process:
        """The process of a name among those that the program has started."""

        def probe() -> processes.Process | None:
            found = [p for p in processes.descendants(self.process.pid) if p.name == name]
            return found[0] if found else None

        return wait_until(name, probe, timeout=30)

    def quit(self, *, timeout: float = 60) -> None:
        """Ends the program as a user does; it has to end in order."""
        self.click("actionQuit")
        code = self.process.wait(timeout)
        assert code == 0, f"bitcoin-gui ended with {code}"

    def _act(self, action: str, window: str, widget: str, *, patience: float = 10, **more: Any) -> None:
        """What a user does, who waits for what is about to appear."""

        def is_done() -> bool:
            try:
                self._do(action, window, widget, **more)
            except Refused:
                return False
            return True

        wait_until(f"{window} {widget} can be reached: {action}", is_done, timeout=patience)

    def _do(self, action: str, window: str, widget: str, **more: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        order = {"do": action, "window": window, "widget": widget, **more}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"bitcoin-gui has ended: {self.process.poll()}")
        answer = json.loads(line)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]
