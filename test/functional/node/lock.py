"""One data directory, one node."""

from __future__ import annotations

from framework.scene import Scene, equal
from framework.wait import wait_until


def test_second_node_on_the_same_data_directory_is_refused(scene: Scene) -> None:
    first, second = scene.started(), scene.node()
    cookie = first.cookie.read_text()
    error = second.start_error(f"-datadir={first.datadir}", "-noserver")
    equal(
        error,
        f"Error: Cannot obtain a lock on directory {first.chain_dir}. "
        f"{client_name(scene)} is probably already running.",
    )
    equal(first.cookie.read_text(), cookie)
    equal(int((first.chain_dir / "bitcoind.pid").read_text()), first.pid)
    equal(first.rpc.getblockcount(), 0)


def test_second_node_on_the_same_blocks_directory_is_refused(scene: Scene) -> None:
    first, second = scene.started(), scene.node()
    error = second.start_error(f"-blocksdir={first.datadir}", "-noserver")
    equal(
        error,
        f"Error: Cannot obtain a lock on directory {first.chain_dir / 'blocks'}. "
        f"{client_name(scene)} is probably already running.",
    )


def test_lock_goes_with_the_process(scene: Scene) -> None:
    first, second = scene.started(), scene.node()
    first.stop()
    log_size = first.log.size
    second.launch(f"-datadir={first.datadir}", f"-rpcport={first.rpc_port}")
    wait_until("the second node is up", lambda: "Done loading" in first.log.text(log_size))
    equal(first.rpc.getblockcount(), 0)
    first.rpc.stop()
    equal(second.wait_ended().code, 0)


def test_unwritable_data_directory_is_an_error(scene: Scene) -> None:
    node = scene.node()
    node.chain_dir.write_text("a file where the folder should be")
    error = node.start_error()
    assert error.startswith("Error: "), error


def client_name(scene: Scene) -> str:
    """The product's name as the programs print it."""
    node = scene.binaries.program(scene.binaries.node_name).name
    banner = scene.run(node, "-version").stdout
    return banner.partition(" daemon version")[0]
