"""The look of the windows is the system's."""

from __future__ import annotations

import os
from pathlib import Path

from framework.scene import Scene, Skipped
from framework.wait import wait_until
from framework.windows import STRANGER, Windows

#: The colours of a dark theme as KDE keeps them, which Qt itself reads where that is the desktop.
DARK = """[Colors:Window]
BackgroundNormal=42,46,50
ForegroundNormal=252,252,252
ForegroundInactive=161,169,177
[Colors:View]
BackgroundNormal=27,30,32
BackgroundAlternate=35,38,41
ForegroundNormal=252,252,252
ForegroundInactive=161,169,177
ForegroundLink=29,153,243
[Colors:Button]
BackgroundNormal=49,54,59
ForegroundNormal=252,252,252
[Colors:Selection]
BackgroundNormal=61,174,233
ForegroundNormal=252,252,252
[Colors:Tooltip]
BackgroundNormal=49,54,59
ForegroundNormal=252,252,252
"""


def test_a_dark_theme_is_followed(scene: Scene) -> None:
    if os.environ.get("BITCOIN_GUI_PLATFORM", "offscreen") == "offscreen":
        raise Skipped("the offscreen platform has no themes: run it with BITCOIN_GUI_PLATFORM=xvfb")
    config = Path(scene.directory) / "config"
    config.mkdir()
    (config / "kdeglobals").write_text(DARK)
    desktop = {
        "XDG_CONFIG_HOME": str(config),
        "XDG_CURRENT_DESKTOP": "KDE",
        "KDE_SESSION_VERSION": "5",
        "KDE_FULL_SESSION": "true",
    }
    windows = Windows.with_own_node(scene, **desktop)
    windows.wait_for("createFirst")
    assert windows.is_dark
    windows.picture("dark-first-start")
    windows.make_wallet("purse")
    address = windows.receive("Wages")
    windows.node.rpc.generatetoaddress(103, address)
    windows.click("actionOverview")
    windows.wait_text("available", "150.00000000 BTC")
    wait_until("the wallet keeps up", lambda: windows.text("statusText") == "")
    windows.picture("dark-overview")
    windows.pay(STRANGER, "12.5")
    windows.picture("dark-transactions")
    windows.click("actionSend")
    windows.picture("dark-send")
    windows.command("getblockcount")
    windows.picture("dark-console", "nodeWindow")
    windows.click("actionProcesses")
    wait_until("the processes", lambda: windows.rows("processes", "nodeWindow") == 3)
    windows.picture("dark-processes", "nodeWindow")
    windows.quit()
