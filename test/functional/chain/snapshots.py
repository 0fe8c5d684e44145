"""All coins are written to a file and read from one."""

from __future__ import annotations

import hashlib
import os
from threading import Thread

from framework.scene import Scene, equal, refused

#: Upstream's test chain: a time for the first block, and the address of its first key.
GENESIS_TIME = 1296688602
ADDRESS = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
#: Of the file that upstream writes for a hundred blocks of that chain.
HUNDRED_BLOCKS = "e8c59b1bc1f19061c67eb7a392f4ea17eea83af58646ea2909e270546699c36c"


def test_dump_is_upstreams_byte_for_byte(scene: Scene) -> None:
    node = scene.started(f"-mocktime={GENESIS_TIME + 1}")
    node.rpc.generatetoaddress(100, ADDRESS)
    written = node.rpc.dumptxoutset("coins.dat", "latest")
    path = node.chain_dir / "coins.dat"
    equal(hashlib.sha256(path.read_bytes()).hexdigest(), HUNDRED_BLOCKS)
    equal((written["coins_written"], written["base_height"], written["nchaintx"]), (100, 100, 101))
    equal(written["base_hash"], "220aee93f0f5409631f35488898258f0930952bd620063cb4d7d87f7c28a8f50")
    equal(written["txoutset_hash"], "771d773b5c27b6f35f598ce764652a2cf28fbc268341eb1827844e416c629c7d")
    equal(written["path"], str(path))
    assert not (node.chain_dir / "coins.dat.incomplete").exists()


def test_dump_goes_back_beside_the_chain(scene: Scene) -> None:
    node = scene.started()
    node.rpc.generatetoaddress(100, ADDRESS)
    there = node.rpc.dumptxoutset("there.dat", "latest")
    node.rpc.generatetoaddress(20, ADDRESS)
    tip = node.rpc.getbestblockhash()
    wishes: list[dict[str, object]] = [
        {"rollback": 100},
        {"rollback": there["base_hash"]},
        {"rollback": 100, "in_memory": True},
    ]
    for number, wish in enumerate(wishes):
        back = node.rpc.dumptxoutset(f"back{number}.dat", "rollback", wish)
        equal(back["txoutset_hash"], there["txoutset_hash"])
        equal(
            (node.chain_dir / f"back{number}.dat").read_bytes(), (node.chain_dir / "there.dat").read_bytes()
        )
    equal(node.rpc.getbestblockhash(), tip)
    assert not (node.chain_dir / "temp_utxo_100").exists()


def test_dump_into_a_pipe(scene: Scene) -> None:
    node = scene.started()
    node.rpc.generatetoaddress(3, ADDRESS)
    pipe = scene.directory / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    node.rpc.dumptxoutset(str(pipe), "latest")
    reader.join(20)
    node.rpc.dumptxoutset("file.dat", "latest")
    equal(received, [(node.chain_dir / "file.dat").read_bytes()])


def test_bad_wishes_for_a_dump_are_refused(scene: Scene) -> None:
    node = scene.started()
    node.rpc.generatetoaddress(3, ADDRESS)
    node.rpc.dumptxoutset("coins.dat", "latest")
    with refused(-8, "coins.dat already exists. If you are sure this is what you want"):
        node.rpc.dumptxoutset("coins.dat", "latest")
    with refused(-8, "Couldn't open file /no/such/folder.incomplete for writing."):
        node.rpc.dumptxoutset("/no/such/folder", "latest")
    with refused(-8, 'Invalid snapshot type "bogus" specified. Please specify "rollback" or "latest"'):
        node.rpc.dumptxoutset("other.dat", "bogus")
    with refused(-8, 'Invalid snapshot type "" specified'):
        node.rpc.dumptxoutset("other.dat")
    with refused(-8, 'Invalid snapshot type "latest" specified with rollback option'):
        node.rpc.dumptxoutset("other.dat", "latest", {"rollback": 1})
    with refused(-8, "Target block height 299 after current tip 3"):
        node.rpc.dumptxoutset("other.dat", "rollback")
    assert not (node.chain_dir / "other.dat").exists()
