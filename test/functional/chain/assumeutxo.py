"""A node goes on from a snapshot of all coins and validates the blocks before it meanwhile."""

from __future__ import annotations

import random
import time
from pathlib import Path
from signal import SIGKILL
from threading import Thread

from framework import assumed
from framework.assumed import HEIGHT, submit_blocks, submit_headers
from framework.node import Node
from framework.rpc import RPCClient
from framework.scene import Scene, equal, refused
from framework.wait import wait_until

#: The height of the chain's tip.
TOP = HEIGHT + 15


def source(scene: Scene) -> tuple[Path, list[str]]:
    """A snapshot, and the blocks of its chain."""
    node = scene.node(chain="regtest")
    node.start(f"-mocktime={assumed.START_TIME}")
    blocks = assumed.make_chain(node, TOP)
    written = node.rpc.dumptxoutset("coins.dat", "rollback", {"rollback": HEIGHT})
    equal((written["base_hash"], written["txoutset_hash"]), (assumed.HASH, assumed.COINS))
    node.stop()
    return node.chain_dir / "coins.dat", blocks


def loading_node(scene: Scene, blocks: list[str], *options: str, height: int = 20) -> Node:
    """A node that knows the headers, and the blocks up to a height."""
    node = scene.node(chain="regtest")
    node.start(f"-mocktime={assumed.START_TIME + 1000}", *options)
    submit_headers(node, blocks)
    submit_blocks(node, blocks[1 : height + 1])
    return node


def heights(node: Node) -> list[int]:
    """The heights of all states of the chain."""
    return [state["blocks"] for state in node.rpc.getchainstates()["chainstates"]]


def test_the_tip_is_reached_before_what_is_behind_is_validated(scene: Scene) -> None:
    path, blocks = source(scene)
    options = ("-blockfilterindex=1", "-coinstatsindex=1", "-txindex=1")
    node = loading_node(scene, blocks, *options)
    loaded = node.rpc.loadtxoutset(str(path))
    equal(
        (loaded["coins_loaded"], loaded["tip_hash"], loaded["base_height"], loaded["path"]),
        (HEIGHT, assumed.HASH, HEIGHT, str(path)),
    )
    equal(heights(node), [20, HEIGHT])
    normal, snapshot = node.rpc.getchainstates()["chainstates"]
    equal((normal["validated"], snapshot["validated"]), (True, False))
    equal((normal.get("snapshot_blockhash"), snapshot["snapshot_blockhash"]), (None, assumed.HASH))
    behind = node.rpc.getblockchaininfo()["backgroundvalidation"]
    equal((behind["blocks"], behind["snapshotheight"]), (20, HEIGHT))
    equal(round(float(behind["verificationprogress"]), 2), round(21 / 111, 2))
    equal(node.rpc.gettxoutsetinfo("hash_serialized_3", None, False)["hash_serialized_3"], assumed.COINS)
    with refused(-1, "Block not available (not fully downloaded)"):
        node.rpc.getblock(assumed.HASH)
    equal(node.rpc.getchaintxstats(1, assumed.HASH)["txcount"], HEIGHT + 1)

    submit_blocks(node, blocks[HEIGHT + 1 :])
    equal(heights(node), [20, TOP])
    node.stop()
    node.start(f"-mocktime={assumed.START_TIME + 1000}", *options)
    equal(heights(node), [20, TOP])
    submit_blocks(node, blocks[1 : HEIGHT + 1])
    wait_until("the snapshot is validated", lambda: heights(node) == [TOP])
    assert "backgroundvalidation" not in node.rpc.getblockchaininfo()
    for index in ["basic block filter index", "coinstatsindex", "txindex"]:
        complete = {"synced": True, "best_block_height": TOP}
        wait_until(
            f"{index} is complete",
            lambda index=index, complete=complete: node.rpc.getindexinfo()[index] == complete,
        )

    assert (node.chain_dir / "chainstate_snapshot").exists()
    node.stop()
    node.start(f"-mocktime={assumed.START_TIME + 1000}", *options)
    assert not (node.chain_dir / "chainstate_snapshot").exists()
    equal(heights(node), [TOP])
    assert "snapshot_blockhash" not in node.rpc.getchainstates()["chainstates"][0]
    assert node.rpc.verifychain(4, 0)


def test_files_that_are_no_snapshot_for_this_node_are_refused(scene: Scene) -> None:
    path, blocks = source(scene)
    node = loading_node(scene, blocks, height=5)
    good = path.read_bytes()
    bad = scene.directory / "bad.dat"

    def expect(code: int, text: str, content: bytes) -> None:
        bad.write_bytes(content)
        with refused(code, text):
            node.rpc.loadtxoutset(str(bad))
        equal(heights(node), [5])

    with refused(-8, "Couldn't open file /no/such.dat for reading."):
        node.rpc.loadtxoutset("/no/such.dat")
    expect(-22, "Unable to parse metadata: Invalid UTXO set snapshot magic bytes.", b"x" + good[1:])
    expect(
        -22,
        "Unable to parse metadata: Version of snapshot 1 does not match any of the supported versions.",
        good[:5] + b"\1\0" + good[7:],
    )
    expect(
        -22,
        "The network of the snapshot (main) does not match the network of this node (regtest).",
        good[:7] + bytes.fromhex("f9beb4d9") + good[11:],
    )
    expect(
        -22, "This snapshot has been created for an unrecognized network.", good[:7] + b"\0\0\0\0" + good[11:]
    )
    unable = "Unable to load UTXO snapshot: "
    expect(
        -32603,
        f"{unable}assumeutxo block hash in snapshot metadata not recognized",
        good[:11] + b"\1" + good[12:],
    )
    expect(-32603, f"{unable}Population failed: Bad snapshot format or truncated snapshot", good[:-3])
    expect(-32603, f"{unable}Population failed: Bad snapshot - coins left over", good + b"\0")
    expect(
        -32603,
        f"{unable}Population failed: Mismatch in coins count",
        good[:43] + b"\1" + good[44:83] + b"\2" + good[84:],
    )
    expect(-32603, f"{unable}Population failed: Bad snapshot content hash", good[:51] + b"\7" + good[52:])
    node.rpc.loadtxoutset(str(path))
    with refused(-32603, "Can't activate a snapshot-based chainstate more than once"):
        node.rpc.loadtxoutset(str(path))


def load_and_go_on(client: RPCClient, path: Path, blocks: list[str]) -> None:
    """Loads a snapshot and hands over the blocks after and before it until the node is gone."""
    try:
        client.loadtxoutset(str(path))
        for old, new in zip(blocks[4:], [*blocks[HEIGHT + 1 :], *blocks[4:]], strict=False):
            client.submitblock(new)
            client.submitblock(old)
    except OSError:
        pass


def test_a_node_that_is_killed_while_it_loads_or_validates_starts_again(scene: Scene) -> None:
    path, blocks = source(scene)
    for turn in range(4):
        node = loading_node(scene, blocks, height=3)
        worker = Thread(target=load_and_go_on, args=(node.new_client(), path, blocks))
        worker.start()
        time.sleep(turn * 0.15 + random.uniform(0, 0.15))
        node.signal(SIGKILL)
        worker.join(60)
        assert node.process is not None
        node.process.wait(20)
        node.start(f"-mocktime={assumed.START_TIME + 1000}", "-checklevel=4", "-checkblocks=0")
        submit_headers(node, blocks)
        submit_blocks(node, blocks[1:])
        wait_until("one state at the tip is left", lambda node=node: heights(node) == [TOP])
        assert node.rpc.verifychain(4, 0)
        node.stop()


def test_reindexing_forgets_the_snapshot(scene: Scene) -> None:
    path, blocks = source(scene)
    node = loading_node(scene, blocks)
    node.rpc.loadtxoutset(str(path))
    for option in ["-reindex-chainstate", "-reindex"]:
        node.stop()
        node.start(f"-mocktime={assumed.START_TIME + 1000}", option)
        wait_until("the blocks are connected anew", lambda: heights(node) == [20])
        assert not (node.chain_dir / "chainstate_snapshot").exists()
        submit_headers(node, blocks)
        node.rpc.loadtxoutset(str(path))
