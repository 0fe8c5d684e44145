"""-sandbox and what it promises."""

from __future__ import annotations

import os

from framework.scene import Scene


def test_an_unknown_mode_is_an_error(scene: Scene) -> None:
    scene.needs_our_node("sandbox")
    error = scene.node().start_error("-sandbox=maybe")
    assert "Unknown -sandbox value maybe" in error, error


def test_the_log_says_what_is_in_force(scene: Scene) -> None:
    scene.needs_our_node("sandbox")
    mode = os.environ.get("BITCOIN_TEST_SANDBOX", "auto")
    node = scene.started(f"-sandbox={mode}")
    text = node.log.wait_for("Sandbox of bitcoin")
    assert f"Sandbox of {scene.binaries.node_name} ({mode})" in text, text


def test_nosandbox_is_off(scene: Scene) -> None:
    scene.needs_our_node("sandbox")
    node = scene.started("-nosandbox")
    assert node.rpc.getsandboxinfo()["mode"] == "off"
