"""-loadblock and -reindex read real blocks, and refuse damaged ones by name."""

from __future__ import annotations

import lzma

from framework.chaindata import BlockRun, block_hash, mainnet, regtest, testnet3
from framework.node import Node
from framework.scene import Scene, equal
from framework.wait import wait_until


def load(scene: Scene, run: BlockRun, *options: str, chain: str) -> Node:
    """A node that has read the run."""
    node = scene.node(chain=chain)
    node.start(f"-loadblock={run.file}", *options)
    wait_until("all blocks are read", lambda: node.rpc.getblockcount() == run.height, timeout=120)
    return node


def check_chain(node: Node, run: BlockRun) -> None:
    """Hashes and heights are the known ones."""
    equal(node.rpc.getbestblockhash(), run.tip)
    for height in [*range(0, run.height, 97), run.height]:
        equal((height, node.rpc.getblockhash(height)), (height, run.hashes[height]))
        block = node.rpc.getblock(run.hashes[height])
        equal((block["height"], block["confirmations"]), (height, run.height - height + 1))
    tips = node.rpc.getchaintips()
    equal([(tip["height"], tip["status"]) for tip in tips], [(run.height, "active")])


def test_loadblock_reads_the_first_blocks_of_the_main_chain(scene: Scene) -> None:
    run = mainnet(scene)
    node = load(scene, run, chain="main")
    check_chain(node, run)
    info = node.rpc.getblockchaininfo()
    equal((info["blocks"], info["headers"], info["difficulty"]), (run.height, run.height, 1))
    node.stop(stderr=None)


def test_loadblock_reads_testnet3(scene: Scene) -> None:
    run = testnet3(scene)
    node = load(scene, run, chain="test")
    check_chain(node, run)
    node.stop(stderr=None)


def test_loadblock_reads_regtest_with_segwit(scene: Scene) -> None:
    run = regtest(scene)
    check_chain(load(scene, run, chain="regtest"), run)


def test_blocks_are_there_after_a_restart(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, chain="regtest")
    node.restart()
    check_chain(node, run)


def test_blocks_are_there_after_a_kill(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, chain="regtest")
    node.process.kill()  # type: ignore[union-attr]
    node.wait_ended()
    node.start(f"-loadblock={run.file}")
    wait_until("the chain is back", lambda: node.rpc.getblockcount() == run.height)
    check_chain(node, run)


def test_reindex_rebuilds_from_the_stored_blocks(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, chain="regtest")
    node.stop()
    node.start("-reindex")
    wait_until("the chain is back", lambda: node.rpc.getblockcount() == run.height, timeout=60)
    check_chain(node, run)


def test_stored_blocks_are_the_given_bytes(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, chain="regtest")
    data = run.file.read_bytes()
    for index, (start, length) in enumerate(run.positions()[:50]):
        stored = bytes.fromhex(node.rpc.getblock(run.hashes[index], 0))
        equal(stored, data[start : start + length])


def test_block_files_have_the_layout_of_bitcoin_core(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, "-blocksxor=0", chain="regtest")
    node.stop()
    stored = (node.chain_dir / "blocks" / "blk00000.dat").read_bytes()
    data, (start, length) = run.file.read_bytes(), run.positions()[5]
    assert run.magic + length.to_bytes(4, "little") + data[start : start + length] in stored


def test_block_files_are_obfuscated_with_the_key_beside_them(scene: Scene) -> None:
    run = regtest(scene)
    node = load(scene, run, chain="regtest")
    node.stop()
    blocks = node.chain_dir / "blocks"
    key, stored = (blocks / "xor.dat").read_bytes(), (blocks / "blk00000.dat").read_bytes()
    equal(len(key), 8)
    assert key != b"\0" * 8
    plain = bytes(byte ^ key[index % 8] for index, byte in enumerate(stored[:4096]))
    equal(plain[:4], run.magic)


def test_reindex_puts_blocks_in_order(scene: Scene) -> None:
    run = regtest(scene)
    data = run.file.read_bytes()
    pieces = [data[start - 8 : start + length] for start, length in run.positions()]
    node = scene.node()
    (node.chain_dir / "blocks").mkdir(parents=True)
    mixed = b"".join([pieces[0], *reversed(pieces[1:])])
    (node.chain_dir / "blocks" / "blk00000.dat").write_bytes(mixed)
    node.start("-reindex", "-blocksxor=0")
    wait_until("all blocks are read", lambda: node.rpc.getblockcount() == run.height)
    check_chain(node, run)


def test_garbage_between_blocks_is_skipped(scene: Scene) -> None:
    run = regtest(scene)
    data = run.file.read_bytes()
    pieces = [data[start - 8 : start + length] for start, length in run.positions()]
    garbage = [b"", b"\xff" * 99, run.magic + b"\0\0\0\0", run.magic[:3], run.magic + b"\xff\xff\xff\xff"]
    run.file.write_bytes(b"".join(piece + garbage[index % 5] for index, piece in enumerate(pieces)))
    check_chain(load(scene, run, chain="regtest"), run)


def test_file_cut_in_the_middle_of_a_block_gives_the_blocks_before(scene: Scene) -> None:
    run = regtest(scene)
    start, length = run.positions()[100]
    run.file.write_bytes(run.file.read_bytes()[: start + length // 2])
    node = scene.node()
    node.start(f"-loadblock={run.file}")
    wait_until("the blocks before the cut are read", lambda: node.rpc.getblockcount() == 99)
    equal(node.rpc.getbestblockhash(), run.hashes[99])


def refuses(scene: Scene, *, block: int, offset: int, reason: str) -> None:
    """With one bit wrong the chain stops before that block, and the log names block and reason."""
    run = mainnet(scene)
    known = run.hashes[block - 1]
    start, _ = run.positions()[block]
    damaged = run.with_flipped_bit(block, offset, scene.directory)
    node = scene.node(chain="main")
    node.start(f"-loadblock={damaged}")
    text = node.log.wait_for("blocks from external file", timeout=120)
    wait_until("the blocks before it are connected", lambda: node.rpc.getbestblockhash() == known)
    equal(node.rpc.getblockcount(), block - 1)
    if not scene.is_anchor:
        name = block_hash(damaged.read_bytes()[start : start + 80])
        lines = [line for line in text.splitlines() if name in line and reason in line]
        assert lines, f"no line names block {name} and {reason}"
    node.stop(stderr=None)


def test_flipped_bit_in_a_transaction_is_refused_and_named(scene: Scene) -> None:
    refuses(scene, block=2000, offset=200, reason="bad-txnmrklroot")


def test_flipped_bit_in_the_merkle_root_is_refused(scene: Scene) -> None:
    refuses(scene, block=2000, offset=40, reason="high-hash")


def test_flipped_bit_in_the_nonce_is_refused(scene: Scene) -> None:
    refuses(scene, block=1500, offset=77, reason="high-hash")


def test_blocks_of_another_chain_are_not_taken(scene: Scene) -> None:
    run = mainnet(scene)
    node = scene.node()
    node.start(f"-loadblock={run.file}")
    node.log.wait_for("Loaded 0 blocks from external file")
    equal(node.rpc.getblockcount(), 0)


def test_missing_file_is_a_warning_and_no_obstacle(scene: Scene) -> None:
    node = scene.node()
    missing = scene.directory / "missing.dat"
    node.start(f"-loadblock={missing}")
    node.log.wait_for(f"Could not open blocks file {missing}")
    equal(node.rpc.getblockcount(), 0)


def test_large_blocks_without_their_parents_are_kept_out(scene: Scene) -> None:
    packed = scene.test_data("block-runs/mainnet_blocks_831328_831335.blkdat.xz")
    file = scene.directory / "large.dat"
    file.write_bytes(lzma.decompress(packed.read_bytes()))
    node = scene.node(chain="main")
    node.start(f"-loadblock={file}")
    node.log.wait_for("Loaded 0 blocks from external file", timeout=60)
    equal(node.rpc.getblockcount(), 0)
    node.stop(stderr=None)
