"""Many miners at once: what they are given is shared, and waiting costs next to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from framework.ipc import Client, talk
from framework.node import Node
from framework.scene import Scene, equal
from framework.transactions import ANCHOR_DESCRIPTOR, Coin, Payment, pay

Connect = Callable[[], Awaitable[Client]]
COINBASE_VALUE = 50 * 100_000_000
CLIENTS = 200
PAYMENTS = 5000
BATCH = 250
#: How many templates each client keeps.
HELD = 3


def status(node: Node, name: str) -> int:
    """A number of the node's process: how many threads, how many kibibytes."""
    lines = Path(f"/proc/{node.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])


def coins(node: Node, count: int) -> list[Coin]:
    """Outputs in blocks, of twenty coinbases and more."""
    sources = count // 500 + 1
    node.rpc.generatetodescriptor(100 + sources, ANCHOR_DESCRIPTOR)
    found: list[Coin] = []
    for height in range(1, sources + 1):
        coinbase = node.rpc.getblock(node.rpc.getblockhash(height))["tx"][0]
        payment = pay([Coin(coinbase, 0, COINBASE_VALUE)], 100_000, 500)
        node.rpc.sendrawtransaction(payment.hex, 0)
        found += payment.outputs
    node.rpc.generatetodescriptor(1, ANCHOR_DESCRIPTOR)
    return found[:count]


def send(node: Node, payments: list[Payment]) -> None:
    """Sends transactions in one request."""
    calls = [
        {"jsonrpc": "2.0", "method": "sendrawtransaction", "params": [payment.hex, 0], "id": number}
        for number, payment in enumerate(payments)
    ]
    answers = node.rpc.post(calls).json
    equal([answer.get("result") for answer in answers], [payment.txid for payment in payments])


class Miner:
    """A client that holds its last templates and waits for a better one."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.templates = 0
        self.held = 0
        self.parents: set[str] = set()

    async def work(self, until: asyncio.Event) -> None:
        """Takes every template that comes, and lets go only those that are older than the last few."""
        client, options = self.client, self.client.schemas.mining
        held = [(await client.mining().createNewBlock(client.context, options.BlockCreateOptions())).result]
        wishes = options.BlockWaitOptions(timeout=1000.0, feeThreshold=1)
        while not until.is_set():
            answer = await held[-1].waitNext(client.context, wishes)
            if not answer._has("result"):
                continue
            held.append(answer.result)
            if len(held) > HELD:
                await held.pop(0).destroy(client.context)
            self.templates += 1
            header = bytes((await held[-1].getBlockHeader(client.context)).result)
            self.parents.add(header[4:36][::-1].hex())
        self.held = len(held)
        for template in held:
            await template.destroy(client.context)


def test_hundreds_of_miners_wait_at_once(scene: Scene) -> None:
    scene.needs_multiprocess()
    # To look at all of the mempool after each of thousands of transactions would take most of the time.
    node = scene.started(
        "-ipcbind=unix", f"-ipcmaxconnections={CLIENTS}", "-disablewallet", "-checkmempool=0"
    )
    payments = [pay([coin], 200 + number) for number, coin in enumerate(coins(node, PAYMENTS))]
    rpc = node.new_client(timeout=600)

    async def conversation(connect: Connect) -> None:
        before = {name: status(node, name) for name in ("Threads", "VmRSS")}
        miners = [Miner(await connect()) for _ in range(CLIENTS)]
        done = asyncio.Event()
        work = [asyncio.create_task(miner.work(done)) for miner in miners]
        await asyncio.sleep(1)
        tips = []
        for start in range(0, PAYMENTS, BATCH):
            await asyncio.to_thread(send, node, payments[start : start + BATCH])
            if start % (PAYMENTS // 5) == 0:
                found = await asyncio.to_thread(rpc.generatetodescriptor, 1, ANCHOR_DESCRIPTOR)
                tips += found
        await asyncio.sleep(2)
        during = {name: status(node, name) for name in ("Threads", "VmRSS")}
        done.set()
        await asyncio.gather(*work)
        for miner in miners:
            assert miner.held == HELD, f"a miner was told of only {miner.templates} better templates"
            assert tips[-1] in miner.parents, "a miner was not told of a block"
        assert during["Threads"] - before["Threads"] < 20, (before, during)
        # Mempool and templates together; a template of its own for each client would take more.
        assert during["VmRSS"] - before["VmRSS"] < 300 * 1024, (before, during)

    talk(node, conversation)


def test_templates_beyond_the_allowance_are_refused(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix", "-disablewallet")
    node.rpc.generatetodescriptor(1, ANCHOR_DESCRIPTOR)

    async def conversation(connect: Connect) -> None:
        client = await connect()
        mining = client.mining()
        held: list[Any] = []
        options = client.schemas.mining.BlockCreateOptions()

        async def refusal(service: Any) -> str:
            try:
                held.append((await service.createNewBlock(client.context, options, False)).result)
            except Exception as error:
                return str(error)
            return ""

        while len(held) < 5000 and not await refusal(mining):
            pass
        equal(len(held), 1000)
        # It is the connection that has an allowance, not the service.
        assert "Too many block templates are held" in await refusal(client.mining())
        await held.pop().destroy(client.context)
        assert (await mining.createNewBlock(client.context, options, False))._has("result")

    talk(node, conversation)
