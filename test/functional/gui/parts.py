"""What the windows tell of the processes: their sandboxes, and who is connected to the node."""

from __future__ import annotations

import os
import signal

from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.windows import Windows

WINDOW = "nodeWindow"
STATES = ("Off", "Not in force", "In force in part", "In force")


def facts(windows: Windows, table: str) -> list[tuple[str, str]]:
    """Names and values of a table of facts."""
    return list(zip(windows.cells(table, 0, WINDOW), windows.cells(table, 1, WINDOW), strict=True))


def test_sandboxes_of_all_processes_are_shown(scene: Scene) -> None:
    windows = Windows.with_wallet(scene)
    windows.click("actionProcesses")
    wait_until("the processes", lambda: windows.rows("processes", WINDOW) == 3)
    programs = windows.cells("processes", 0, WINDOW)
    equal(programs, ["bitcoin-node", "bitcoin-wallet", "bitcoin-gui"])
    told = windows.node.rpc.getsandboxinfo()["processes"]
    numbers = [str(entry["pid"]) for entry in told] + [str(windows.process.pid)]
    equal(windows.cells("processes", 1, WINDOW), numbers)
    states = windows.cells("processes", 2, WINDOW)
    assert set(states) <= set(STATES), states
    if not scene.lack_of_sandbox and os.environ.get("BITCOIN_TEST_SANDBOX") != "off":
        equal(states, ["In force"] * 3)
        windows.select("processes", 1, WINDOW)
        wait_until("its rules", lambda: ("Starts programs", "no") in facts(windows, "rules"))
        rules = facts(windows, "rules")
        files = told[1]["landlock"]["files"]
        equal([text for name, text in rules if name.startswith("Can ")], [file["path"] for file in files])
        assert ("Other files", "closed") in rules, rules
        [refused] = [text for name, text in rules if name == "Refused calls"]
        equal(refused.split(", "), told[1]["system_calls"]["refused"])
    assert "started without -ipcbind" in str(windows.text("connectionNotice", WINDOW))
    assert not windows.shows("clients", WINDOW)
    windows.picture("processes-alone", WINDOW)

    # A node that is silent, and then gone.
    node = windows.child("bitcoin-node").pid
    os.kill(node, signal.SIGSTOP)
    windows.wait_text("nodeNotice", "does not answer", WINDOW)
    equal(windows.rows("processes", WINDOW), 3)
    os.kill(node, signal.SIGCONT)
    wait_until("the node again", lambda: not windows.shows("nodeNotice", WINDOW))
    os.kill(node, signal.SIGKILL)
    windows.wait_text("nodeNotice", "The node is gone", WINDOW)
    equal(windows.cells("processes", 0, WINDOW), ["bitcoin-gui"])
    windows.picture("processes-gone", WINDOW)
    windows.close(WINDOW)
    windows.quit()


def test_connections_show_what_they_may_and_what_they_use(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix", "-ipcmaxthreads=5")
    windows = Windows(scene, node, "-ipcconnect=unix")
    windows.wait_for("createFirst")
    windows.click("actionProcesses")
    wait_until("the connection", lambda: windows.rows("clients", WINDOW) == 1)
    [told] = node.rpc.getipcinfo()["connections"]
    equal(windows.cell("clients", 0, 0, WINDOW), f"{told['user']}, process {windows.process.pid}")
    equal(windows.cell("clients", 0, 1, WINDOW), ", ".join(told["grants"]))
    calls = int(windows.cell("clients", 0, 2, WINDOW))
    wait_until("more calls", lambda: int(windows.cell("clients", 0, 2, WINDOW)) > calls)
    assert windows.cell("clients", 0, 5, WINDOW).endswith(" B")
    details = dict(facts(windows, "clientDetails"))
    equal(details["Address"], told["address"])
    assert details["Threads"].endswith(" of 5"), details
    assert details["Mean call"] and details["Bytes held"].endswith(" MB"), details
    windows.picture("processes", WINDOW)

    windows.quit()
    wait_until("nobody is left", lambda: node.rpc.getipcinfo()["connections"] == [])


def test_windows_with_a_node_inside_say_what_it_does_not_tell(scene: Scene) -> None:
    windows = Windows.with_own_node(scene, driver="qt-driver")
    windows.wait_for("createFirst")
    windows.click("actionProcesses")
    wait_until("the process", lambda: windows.cells("processes", 1, WINDOW) == [str(windows.process.pid)])
    windows.wait_text("connectionNotice", "takes no other processes", WINDOW)
    windows.quit()
