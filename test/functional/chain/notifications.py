"""Commands of the user's are run when something happens to the chain."""

from __future__ import annotations

from framework.badblocks import with_higher_subsidy
from framework.scene import Scene, equal
from framework.wait import wait_until

ADDRESS = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
WARNING = (
    "Warning: Found invalid chain more than 6 blocks longer than our best chain. This could be due to "
    "database corruption or consensus incompatibility with peers."
)


def test_alertnotify_is_told_of_a_bad_chain_of_more_work(scene: Scene) -> None:
    source = scene.node(chain="regtest")
    source.start()
    hashes = source.rpc.generatetoaddress(7, ADDRESS)
    blocks = [source.rpc.getblock(block, 0) for block in hashes]
    source.stop()
    node = scene.node(chain="regtest")
    told = scene.directory / "alert"
    node.start(f"-alertnotify=echo %s >> {told}")
    bad: list[str] = []
    previous = bytes.fromhex(node.rpc.getblockhash(0))[::-1]
    for block in blocks:
        changed, previous = with_higher_subsidy(block, previous)
        bad.append(changed)
        node.rpc.submitheader(changed[:160])
    # The first one comes last, so that all are there when it turns out to be bad.
    for block in reversed(bad):
        node.rpc.submitblock(block)
    wait_until("the command was run", told.exists)
    wait_until("it was told", lambda: told.read_text().strip() == WARNING)
    for command in (node.rpc.getblockchaininfo, node.rpc.getnetworkinfo, node.rpc.getmininginfo):
        equal(command()["warnings"][0], WARNING)
    node.rpc.generatetoaddress(3, ADDRESS)
    assert WARNING not in node.rpc.getblockchaininfo()["warnings"]
    equal(told.read_text().count("Warning"), 1)


def test_blocknotify_is_told_of_each_tip(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    folder = scene.directory / "blocks"
    folder.mkdir()
    ended = scene.directory / "ended"
    node.start(f"-blocknotify=echo > {folder}/%s", f"-shutdownnotify=echo > {ended}")
    hashes = node.rpc.generatetoaddress(4, ADDRESS)
    wait_until("each block has a file", lambda: sorted(p.name for p in folder.iterdir()) == sorted(hashes))
    node.stop()
    assert ended.exists()
