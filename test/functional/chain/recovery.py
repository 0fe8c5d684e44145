"""Whatever happens to the process or its disk, the chain can be opened again, or the user is told why not."""

from __future__ import annotations

import random
import time
from signal import SIGKILL
from threading import Thread

from framework.node import Node
from framework.rpc import RPCClient
from framework.scene import Scene, equal
from framework.wait import wait_until

ADDRESS = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
WITNESS_ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
#: Small files, so that there are many, and next to no memory, so that all is written at once.
TINY = ("-fastprune", "-dbcache=4")


def fork(scene: Scene, node: Node, length: int) -> list[str]:
    """A branch of so many blocks on the genesis block, made by another node."""
    other = scene.node(chain="regtest")
    other.start("-mocktime=1700000000")
    hashes = other.rpc.generatetoaddress(length, ADDRESS)
    blocks = [other.rpc.getblock(block, 0) for block in hashes]
    other.stop()
    assert blocks[0] != node.rpc.getblock(node.rpc.getblockhash(1), 0)
    return blocks


def make_and_leave_blocks(client: RPCClient) -> None:
    """Works on the chain until the node is gone."""
    try:
        while True:
            client.generatetoaddress(5, ADDRESS)
            back = client.getblockhash(client.getblockcount() - 3)
            client.invalidateblock(back)
            # To another address, or they might be the very blocks that were just refused.
            client.generatetoaddress(2, WITNESS_ADDRESS)
            client.reconsiderblock(back)
            client.gettxoutsetinfo()
    except OSError:
        pass


def test_a_node_that_is_killed_at_any_moment_starts_again(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start(*TINY)
    best = 0
    for turn in range(5):
        worker = Thread(target=make_and_leave_blocks, args=(node.new_client(),))
        worker.start()
        time.sleep(0.4 + turn * 0.1 + random.uniform(0, 0.3))
        node.signal(SIGKILL)
        worker.join(60)
        assert node.process is not None
        node.process.wait(20)
        node.start(*TINY, "-checklevel=4", "-checkblocks=0")
        height = node.rpc.getblockcount()
        best = max(best, height)
        coins = node.rpc.gettxoutsetinfo()
        equal((coins["height"], coins["txouts"]), (height, height))
        subsidies = sum(50 * 10**8 >> number // 150 for number in range(1, height + 1))
        equal(int(coins["total_amount"] * 10**8), subsidies)
        assert node.rpc.verifychain(4, 0)
    assert best > 0, "the node has to get somewhere, or this shows nothing"


def test_a_missing_undo_file_stops_the_node_at_a_reorganisation(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    node.rpc.generatetoaddress(3, ADDRESS)
    branch = fork(scene, node, 5)
    (node.chain_dir / "blocks" / "rev00000.dat").unlink()
    for block in branch:
        try:
            node.rpc.submitblock(block)
        except OSError:
            break
        except Exception:
            break
    ended = node.wait_ended()
    equal(
        (ended.code, ended.stderr),
        (1, "Error: A fatal internal error occurred, see debug.log for details: Failed to disconnect block."),
    )
    # The block files are all there, so everything can be built from them.
    node.start("-reindex")
    wait_until("the longer branch has won", lambda: node.rpc.getblockcount() >= 4)


def test_a_disk_that_is_full_stops_the_node_and_does_no_harm(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start("-fastprune", "-nodebuglogfile")
    node.rpc.generatetoaddress(50, ADDRESS)
    node.stop()
    limited = " ".join(f"'{word}'" for word in node.command("-fastprune", "-nodebuglogfile"))
    node.start(command=["/bin/bash", "-c", f"trap '' XFSZ; ulimit -f 48; exec {limited}"])
    try:
        for _ in range(100):
            node.rpc.generatetoaddress(5, ADDRESS)
    except Exception:
        pass
    ended = node.wait_ended()
    equal(ended.code, 1)
    assert "A fatal internal error occurred" in ended.stderr, ended
    # The user is to know which file it was, and what to do.
    assert scene.is_anchor or ("Could not write" in ended.stderr and "Free some space" in ended.stderr), ended
    node.start("-fastprune", "-nodebuglogfile", "-checklevel=4", "-checkblocks=0")
    height = node.rpc.getblockcount()
    assert height >= 50
    node.rpc.generatetoaddress(100, ADDRESS)
    equal(node.rpc.getblockcount(), height + 100)
    assert node.rpc.verifychain(4, 0)


def test_pruned_files_are_gone_and_stay_so(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start("-fastprune", "-prune=1")
    for _ in range(16):
        node.rpc.generatetoaddress(75, ADDRESS)
    files = [
        node.chain_dir / "blocks" / f"{kind}0000{number}.dat" for kind in ("blk", "rev") for number in (0, 1)
    ]
    assert all(path.exists() for path in files)
    pruned = node.rpc.pruneblockchain(800)
    assert 0 < pruned <= 800, pruned
    assert not any(path.exists() for path in files)
    equal(node.rpc.getblockchaininfo()["pruneheight"], pruned + 1)
    node.signal(SIGKILL)
    assert node.process is not None
    node.process.wait(20)
    node.start("-fastprune", "-prune=1")
    equal(node.rpc.getblockcount(), 1200)
    assert not any(path.exists() for path in files)
    node.stop()
    # Whoever wants all blocks has to get them anew.
    assert "You need to rebuild the database using -reindex to go back to unpruned mode." in node.start_error(
        "-fastprune"
    )
    node.start("-fastprune", "-prune=1", "-reindex")
    equal(node.rpc.getblockcount(), 0)


def test_a_damaged_database_or_file_is_named_with_the_remedy(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start()
    node.rpc.generatetoaddress(20, ADDRESS)
    node.stop()
    for path, beginning in (
        (node.chain_dir / "blocks" / "index" / "CURRENT", "Error opening block database: "),
        (node.chain_dir / "chainstate" / "CURRENT", "Error opening coins database: "),
        (node.chain_dir / "blocks" / "blk00000.dat", "Corrupted block database detected: "),
        (node.chain_dir / "blocks" / "rev00000.dat", "Corrupted block database detected: "),
    ):
        content = path.read_bytes()
        # The name of a file that is not there, or bytes that are not those of the last blocks.
        path.write_bytes(b"MANIFEST-999999\n" if path.name == "CURRENT" else content[:300] + bytes(8000))
        error = node.start_error()
        assert error.startswith(beginning), error
        named = path.parent if path.name == "CURRENT" else path
        assert str(named) in error, error
        assert "Please restart with -reindex or -reindex-chainstate to recover." in error, error
        path.write_bytes(content)
    node.start()
    equal(node.rpc.getblockcount(), 20)
    equal(node.rpc.verifychain(4, 0), True)


def test_a_crash_in_the_middle_of_writing_coins_is_made_good(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start("-dbcrashratio=1", "-dbbatchsize=2000")
    tip = node.rpc.generatetoaddress(200, ADDRESS)[-1]
    # Coins are written at the end, and the process is gone after the first part of them.
    node.rpc.stop()
    node.wait_ended(timeout=30)
    assert "Simulating a crash. Goodbye." in node.log.text()
    node.start("-checklevel=4", "-checkblocks=0")
    assert "Replaying blocks" in node.log.text()
    equal(node.rpc.getbestblockhash(), tip)
    equal(node.rpc.gettxoutsetinfo()["txouts"], 200)
