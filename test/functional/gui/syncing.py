"""While the chain is behind, the windows say how far, how fast it comes on, and how long the rest takes."""

from __future__ import annotations

import re
import time

from framework.node import Node
from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import Windows

DAY = 24 * 3600


def chain_of_days_ago(scene: Scene, count: int) -> tuple[Node, list[str]]:
    """A node whose blocks are three days old but for the last, and its blocks."""
    node = scene.started()
    node.rpc.setmocktime(int(time.time()) - 3 * DAY)
    hashes = node.rpc.generatetodescriptor(count - 1, "raw(51)")
    node.rpc.setmocktime(0)
    hashes += node.rpc.generatetodescriptor(1, "raw(51)")
    return node, [node.rpc.getblock(block, 0) for block in hashes]


def test_progress_and_time_left_are_shown_until_the_chain_has_caught_up(scene: Scene) -> None:
    _, blocks = chain_of_days_ago(scene, 60)
    windows = Windows.with_wallet(scene)
    rpc = windows.node.rpc
    assert windows.shows("syncPanel")
    assert "Unknown" in str(windows.text("syncBlocks"))
    equal(windows.text("syncLeft"), "calculating…")

    for block in blocks:
        rpc.submitheader(block[:160])
    windows.wait_text("syncBlocks", "60")
    started = time.monotonic()
    given = iter(blocks)
    while windows.text("syncLeft") == "calculating…":
        assert time.monotonic() - started < 60, "no estimate"
        equal(rpc.submitblock(next(given)), None)
        time.sleep(1)
    assert re.fullmatch(r"[1-9]\d* (second|minute|hour)s?", str(windows.text("syncLeft")))
    assert "%" in str(windows.text("syncPace"))
    assert "%" in str(windows.text("syncProgress"))
    assert "3 days" in str(windows.text("syncTime")), windows.text("syncTime")
    left = 60 - int(rpc.getblockcount())
    windows.wait_text("syncBlocks", str(left))
    windows.picture("syncing")

    for block in given:
        equal(rpc.submitblock(block), None)
    wait_until("the end of the panel", lambda: not windows.shows("syncPanel"))
    windows.quit()


def test_the_panel_stays_away_once_it_was_put_away(scene: Scene) -> None:
    _, blocks = chain_of_days_ago(scene, 2)
    windows = Windows.with_wallet(scene)
    assert windows.shows("syncPanel")
    windows.click("syncHide")
    assert not windows.shows("syncPanel")
    equal(windows.node.rpc.submitblock(blocks[0]), None)
    windows.wait_text("syncBlocks", "Syncing Headers (1)")
    assert not windows.shows("syncPanel")
    windows.quit()
