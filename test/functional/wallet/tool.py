"""bitcoin-wallet works on wallet files that no process has open."""

from __future__ import annotations

import stat
from pathlib import Path

from framework.node import Ended
from framework.scene import Scene, equal

SECRETS = (
    "The dumpfile may contain private keys. "
    "To ensure the safety of your Bitcoin, do not share the dumpfile.\n"
)


def tool(scene: Scene, datadir: Path, *words: str) -> Ended:
    """Runs the tool in a data directory of regtest."""
    return scene.run("bitcoin-wallet", f"-datadir={datadir}", "-chain=regtest", *words)


def empty_datadir(scene: Scene) -> Path:
    """A data directory with nothing in it."""
    scene.needs_program("bitcoin-wallet")
    datadir = scene.directory / "data"
    datadir.mkdir()
    return datadir


def refusal(ended: Ended) -> str:
    """What a run that failed has said, on its error output alone."""
    equal((ended.code, ended.stdout), (1, ""))
    return str(ended.stderr)


def done(ended: Ended) -> str:
    """What a run has said that had nothing to complain about."""
    equal((ended.code, ended.stderr), (0, ""))
    return str(ended.stdout)


def test_a_wallet_is_made_dumped_and_made_again(scene: Scene) -> None:
    datadir = empty_datadir(scene)
    made = done(tool(scene, datadir, "-wallet=one", "create"))
    info = done(tool(scene, datadir, "-wallet=one", "info"))
    equal(made, "Topping up keypool...\n" + info)
    assert "Name: one\nFormat: sqlite\nDescriptors: yes\nEncrypted: no\n" in info, info
    assert "Keypool Size: 8000\n" in info, info

    first, second = scene.directory / "first", scene.directory / "second"
    equal(done(tool(scene, datadir, "-wallet=one", f"-dumpfile={first}", "dump")), SECRETS)
    equal(stat.S_IMODE(first.stat().st_mode), 0o600)
    equal(done(tool(scene, datadir, "-wallet=two", f"-dumpfile={first}", "createfromdump")), "")
    equal(done(tool(scene, datadir, "-wallet=two", f"-dumpfile={second}", "dump")), SECRETS)
    equal(first.read_text(), second.read_text())


def test_errors_go_to_the_error_output(scene: Scene) -> None:
    datadir = empty_datadir(scene)
    assert "Invalid command 'foo'" in refusal(tool(scene, datadir, "foo"))
    assert "Invalid parameter -foo" in refusal(tool(scene, datadir, "-foo"))
    assert "No method provided." in refusal(tool(scene, datadir))
    assert "Additional arguments provided (create)." in refusal(tool(scene, datadir, "info", "create"))
    assert "Wallet name must be provided" in refusal(tool(scene, datadir, "create"))
    assert "Path does not exist." in refusal(tool(scene, datadir, "-wallet=none", "info"))
    missing = scene.directory / "nowhere"
    assert f'"{missing}" does not exist.' in refusal(tool(scene, missing, "-wallet=none", "info"))


def test_a_wallet_that_a_node_has_open_is_left_alone(scene: Scene) -> None:
    scene.needs_program("bitcoin-wallet")
    node = scene.started()
    node.rpc.createwallet("w")
    said = refusal(tool(scene, node.datadir, "-wallet=w", "info"))
    assert "Unable to obtain an exclusive lock on the database" in said, said
    node.stop()
    assert "Name: w\n" in done(tool(scene, node.datadir, "-wallet=w", "info"))


def test_bitcoin_core_opens_what_the_tool_has_made(scene: Scene) -> None:
    reference = scene.reference()
    scene.needs_program("bitcoin-wallet")
    reference.start("-keypool=2")
    reference.rpc.createwallet("theirs")
    address = reference.rpc.getnewaddress()
    reference.stop()

    dump = scene.directory / "dump"
    done(tool(scene, reference.datadir, "-wallet=ours", "create"))
    done(tool(scene, reference.datadir, "-wallet=theirs", f"-dumpfile={dump}", "dump"))
    done(tool(scene, reference.datadir, "-wallet=copy", f"-dumpfile={dump}", "createfromdump"))

    reference.start()
    reference.rpc.loadwallet("ours")
    assert len(reference.rpc.listdescriptors(True)["descriptors"]) == 8
    assert reference.rpc.getaddressinfo(reference.rpc.getnewaddress())["ismine"]
    reference.rpc.unloadwallet("ours")
    reference.rpc.loadwallet("copy")
    assert reference.rpc.getaddressinfo(address)["ismine"]
