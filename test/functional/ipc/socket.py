"""The socket of -ipcbind: who owns the path, who may use it, and when it goes away."""

from __future__ import annotations

import signal
import socket
import stat

from framework.scene import Scene, equal
from framework.wait import wait_until


def connects(path: object) -> bool:
    """Whether somebody listens."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
        return True


def test_unix_listens_at_the_default_path(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    assert stat.S_ISSOCK(node.socket.stat().st_mode)
    assert connects(node.socket)


def test_no_socket_without_the_option(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started()
    assert not node.socket.exists()


def test_relative_path_is_in_the_chain_folder_and_made(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix:sub/folder.sock")
    assert connects(node.chain_dir / "sub" / "folder.sock")


def test_several_sockets_are_served(scene: Scene) -> None:
    scene.needs_multiprocess()
    other = scene.directory / "other.sock"
    node = scene.started("-ipcbind=unix", f"-ipcbind=unix:{other}")
    assert connects(node.socket) and connects(other)


def test_path_that_is_too_long_is_refused(scene: Scene) -> None:
    scene.needs_multiprocess()
    error = scene.node().start_error("-ipcbind=unix:" + "x" * 120)
    assert "exceeded maximum socket path length" in error, error


def test_unknown_address_is_refused(scene: Scene) -> None:
    scene.needs_multiprocess()
    error = scene.node().start_error("-ipcbind=nosuch")
    assert "Unrecognized address 'nosuch'" in error, error


def test_other_hosts_are_refused_without_a_key(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("TCP transport")
    error = scene.node().start_error("-ipcbind=tcp:192.0.2.1:9999")
    assert error.startswith("Error: ") and "loopback" in error, error


def test_socket_is_removed_at_the_stop(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("removal of the socket")
    node = scene.started("-ipcbind=unix")
    node.stop()
    assert not node.socket.exists()


def test_stale_socket_of_a_killed_node_is_replaced(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    node.signal(signal.SIGKILL)
    node.wait_ended()
    assert node.socket.exists() and not connects(node.socket)
    node.start("-ipcbind=unix")
    assert connects(node.socket)


def test_live_socket_of_another_node_is_left_alone(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("probe of the socket")
    first, second = scene.started("-ipcbind=unix"), scene.node()
    inode = first.socket.stat().st_ino
    error = second.start_error(f"-ipcbind=unix:{first.socket}")
    assert error.startswith("Error: ") and str(first.socket) in error, error
    equal(first.socket.stat().st_ino, inode)
    assert connects(first.socket)


def test_file_that_is_no_socket_is_left_alone(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.node()
    node.chain_dir.mkdir()
    node.socket.write_text("precious")
    error = node.start_error("-ipcbind=unix")
    assert error.startswith("Error: "), error
    equal(node.socket.read_text(), "precious")


def test_second_node_with_its_own_data_does_not_disturb_the_first(scene: Scene) -> None:
    scene.needs_multiprocess()
    first, second = scene.started("-ipcbind=unix"), scene.started("-ipcbind=unix")
    second.stop()
    assert connects(first.socket)
    wait_until("the first node answers", lambda: first.rpc.getblockcount() == 0)
