"""What a miner is told of the blocks that it hands in."""

from __future__ import annotations

from framework.blockmaking import Builder, State
from framework.scene import Scene, equal

START = 1_800_000_000


def test_a_block_behind_one_that_turns_out_to_be_bad_is_inconclusive(scene: Scene) -> None:
    node = scene.started(f"-mocktime={START}")
    builder = Builder(5)
    root = State(bytes.fromhex(node.rpc.getblockhash(0))[::-1], 0, START - 100_000)
    state = root
    for _ in range(2):
        block, state = builder.block(state)
        equal(node.rpc.submitblock(block.serialized().hex()), None)
    best = node.rpc.getbestblockhash()

    # A branch whose first block takes too much, which nobody looks at before the branch is the longer one.
    bad, state = builder.block(root)
    bad.transactions[0].outputs[0].value += 1
    state.tip = bad.solve().hash
    branch = [bad]
    for _ in range(3):
        block, state = builder.block(state)
        branch.append(block)
    verdicts = [node.rpc.submitblock(each.serialized().hex()) for each in branch]
    equal(verdicts, ["inconclusive", "inconclusive", "inconclusive", "bad-prevblk"])
    equal(node.rpc.getbestblockhash(), best)
    equal(node.rpc.submitblock(bad.serialized().hex()), "duplicate-invalid")
    equal({each["status"] for each in node.rpc.getchaintips()}, {"active", "invalid"})


def test_a_block_is_told_of_once_it_is_known(scene: Scene) -> None:
    node = scene.started(f"-mocktime={START}")
    root = State(bytes.fromhex(node.rpc.getblockhash(0))[::-1], 0, START - 100_000)
    builder = Builder(6)
    (first, after), (sibling, _) = builder.block(root), builder.block(root)
    second, _ = builder.block(after)
    equal(node.rpc.submitblock(second.serialized().hex()), "prev-blk-not-found")
    equal(node.rpc.submitblock(first.serialized().hex()), None)
    equal(node.rpc.submitblock(first.serialized().hex()), "duplicate")
    equal(node.rpc.submitblock(sibling.serialized().hex()), "inconclusive")
    equal(node.rpc.submitblock(second.serialized().hex()), None)
