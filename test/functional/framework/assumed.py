"""The chain of which the parameters of regtest know the coins at a block."""

from __future__ import annotations

from .node import Node

#: The height of the block, its hash and that of the coins.
HEIGHT = 110
HASH = "135eec25a6fb277884e5824e7aa7d052c4868161c99a5122170b5266f86c273d"
COINS = "86e9a1205b418b16dde3a18a78c730e30137e28466bda5dbf6b33ab8fc05447c"
#: When its first block was found, each other one a second after the one before.
START_TIME = 1598887952
KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def make_chain(node: Node, height: int = HEIGHT) -> list[str]:
    """Makes the chain on a node started with `-mocktime=START_TIME`; returns its blocks, by height."""
    descriptor = node.rpc.getdescriptorinfo(f"pk({KEY})")["descriptor"]
    for number in range(height):
        node.rpc.generatetodescriptor(1, descriptor)
        node.rpc.setmocktime(START_TIME + number + 1)
    if height >= HEIGHT:
        assert node.rpc.getblockhash(HEIGHT) == HASH, "this is another chain than upstream's"
    return [node.rpc.getblock(node.rpc.getblockhash(number), 0) for number in range(height + 1)]


def submit_headers(node: Node, blocks: list[str]) -> None:
    """Tells a node of the headers of blocks, the genesis block among them."""
    for block in blocks[1:]:
        node.rpc.submitheader(block[:160])


def submit_blocks(node: Node, blocks: list[str]) -> None:
    """Hands blocks to a node."""
    for block in blocks:
        node.rpc.submitblock(block)
