"""A mining client: a program of its own that gets templates from the node's socket and hands in blocks.

python -m drill.miner SOCKET SCRIPTS GATE SEED SECONDS

SCRIPTS is a file with one script in hexadecimal a line, which the coinbases pay. While the file GATE exists
no block is handed in. Each block is told on standard output.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import struct
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from framework.ipc import Client, load_capnp, load_schemas
from framework.transactions import compact_size

#: Patience with an answer, in seconds: a node may be frozen, and then another connection is tried.
PATIENCE = 30


def double_sha256(data: bytes) -> bytes:
    """The hash of blocks and transactions."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def coinbase(parts: Any, script: bytes, extra: bytes) -> tuple[bytes, bytes]:
    """The first transaction of a block as the node asks for it: without its witness, and with it."""
    start = bytes(parts.scriptSigPrefix) + bytes([len(extra)]) + extra
    outputs = [struct.pack("<q", parts.blockRewardRemaining) + compact_size(len(script)) + script]
    outputs += [bytes(output) for output in parts.requiredOutputs]
    version, lock_time = struct.pack("<I", parts.version), struct.pack("<I", parts.lockTime)
    body = b"\x01" + bytes(32) + b"\xff\xff\xff\xff" + compact_size(len(start)) + start
    body += struct.pack("<I", parts.sequence) + compact_size(len(outputs)) + b"".join(outputs)
    witness = bytes(parts.witness)
    if not witness:
        return version + body + lock_time, version + body + lock_time
    full = version + b"\x00\x01" + body + b"\x01" + compact_size(len(witness)) + witness + lock_time
    return version + body + lock_time, full


def solve(header: bytes, root: bytes) -> tuple[int, bytes]:
    """A nonce and the block's hash; every second nonce is right on a regression test chain."""
    start = header[:36] + root + header[68:76]
    for nonce in range(1 << 16):
        digest = double_sha256(start + struct.pack("<I", nonce))
        if digest[31] < 0x7F:
            return nonce, digest
    raise AssertionError("no nonce solves this block")


class Miner:
    """Works for one node, and comes back when it has lost it."""

    def __init__(self, socket: Path, scripts: list[bytes], gate: Path, seed: int, seconds: float) -> None:
        self.socket = socket
        self.scripts = scripts
        self.gate = gate
        self.chance = random.Random(seed)
        self.seconds = seconds

    async def run(self) -> None:
        """Mines until the program is ended."""
        schemas = load_schemas()
        while True:
            try:
                await self.mine(schemas)
            except (load_capnp().KjException, OSError, TimeoutError) as error:
                print(f"lost the node: {type(error).__name__}", flush=True)
                await asyncio.sleep(0.2)

    async def mine(self, schemas: SimpleNamespace) -> None:
        """Mines on one connection until it is lost."""
        client = await Client.connect(schemas, self.socket)
        try:
            # A connection that ends early is noticed by the first answer that is waited for.
            async with asyncio.timeout(PATIENCE):
                thread = await client.thread_map.makeThread("miner")
            client.context = schemas.proxy.Context()
            client.context.thread = thread.result
            mining = (await asyncio.wait_for(client.init.makeMining(client.context), PATIENCE)).result
            print("connected", flush=True)
            while True:
                await self.one_block(client, mining)
        finally:
            client.close()

    async def one_block(self, client: Client, mining: Any) -> None:
        """Takes a template, waits for better ones for a while, then solves the last."""
        options = client.schemas.mining
        first = mining.createNewBlock(client.context, options.BlockCreateOptions(), False)
        template = (await asyncio.wait_for(first, PATIENCE)).result
        deadline = asyncio.get_running_loop().time() + self.chance.uniform(0, 2 * self.seconds)
        while self.gate.exists() or asyncio.get_running_loop().time() < deadline:
            wishes = options.BlockWaitOptions(timeout=300.0, feeThreshold=1)
            answer = await asyncio.wait_for(template.waitNext(client.context, wishes), PATIENCE)
            if answer._has("result"):
                await template.destroy(client.context)
                template = answer.result
        async with asyncio.timeout(PATIENCE):
            await self.hand_in(client, template)
            await template.destroy(client.context)

    async def hand_in(self, client: Client, template: Any) -> None:
        """Solves a template."""
        header = bytes((await template.getBlockHeader(client.context)).result)
        path = (await template.getCoinbaseMerklePath(client.context)).result
        parts = (await template.getCoinbaseTx(client.context)).result
        plain, full = coinbase(parts, self.chance.choice(self.scripts), self.chance.randbytes(8))
        root = double_sha256(plain)
        for sibling in path:
            root = double_sha256(root + bytes(sibling))
        nonce, digest = solve(header, root)
        version, time = struct.unpack("<I", header[:4])[0], struct.unpack("<I", header[68:72])[0]
        verdict = await template.submitSolution(client.context, version, time, nonce, full)
        if verdict.result:
            print(f"block {digest[::-1].hex()}", flush=True)
        else:
            print(f"refused {verdict.reason} {verdict.debug}", flush=True)


def main() -> None:
    """The program."""
    socket, scripts, gate, seed, seconds = sys.argv[1:]
    choice = [bytes.fromhex(line) for line in Path(scripts).read_text().split()]
    miner = Miner(Path(socket), choice, Path(gate), int(seed), float(seconds))
    asyncio.run(load_capnp().run(miner.run()))


if __name__ == "__main__":
    main()
