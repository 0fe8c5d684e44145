"""A node in the background."""

from __future__ import annotations

import os
import signal

from framework import processes
from framework.node import Node, run
from framework.scene import Scene, equal
from framework.wait import wait_until


def background_pid(node: Node) -> int:
    """From the pid file, when it is written."""
    file = node.chain_dir / "bitcoind.pid"
    return wait_until("the pid file", lambda: int(file.read_text() or 0) if file.exists() else 0)


def end(node: Node, pid: int) -> None:
    """Stops a node that is no child of the test."""
    node.rpc.stop()
    wait_until("the daemon has ended", lambda: processes.look(pid) is None)


def test_daemon_returns_and_goes_on_without_a_terminal(scene: Scene) -> None:
    node = scene.node()
    ended = run(node.command("-daemon"))
    equal((ended.code, ended.stderr), (0, ""))
    assert ended.stdout.endswith(" starting\n"), ended.stdout
    pid = background_pid(node)
    assert os.getsid(pid) != os.getsid(0), "the daemon has a session of its own"
    wait_until("the node answers", lambda: node.cookie.exists() and "Done loading" in node.log.text())
    equal(node.rpc.getblockcount(), 0)
    end(node, pid)


def test_daemonwait_returns_when_the_node_is_ready(scene: Scene) -> None:
    node = scene.node()
    ended = run(node.command("-daemonwait"))
    equal((ended.code, ended.stderr), (0, ""))
    equal(node.rpc.getblockcount(), 0)
    end(node, background_pid(node))


def test_daemonwait_tells_a_failure_to_start(scene: Scene) -> None:
    first, second = scene.started(), scene.node()
    ended = run(second.command("-daemonwait", f"-datadir={first.datadir}"))
    equal(ended.code, 1)
    assert "Error: Cannot obtain a lock on directory" in ended.stderr, ended


def test_daemon_stops_on_sigterm(scene: Scene) -> None:
    node = scene.node()
    equal(run(node.command("-daemonwait")).code, 0)
    pid = background_pid(node)
    os.kill(pid, signal.SIGTERM)
    wait_until("the daemon has ended", lambda: processes.look(pid) is None)
    assert not (node.chain_dir / "bitcoind.pid").exists()
