"""Clients that were not written here talk to the node over its unix socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from framework import processes
from framework.ipc import Client, load_capnp, talk
from framework.scene import Scene, equal
from framework.wait import wait_until

Connect = Callable[[], Awaitable[Client]]


def test_echo_answers_with_the_text(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        for text in ("", "hallo", "\u20bf\U0001f3c3", "x" * 1_000_000):
            equal(await client.echo(text), text)

    talk(node, conversation)


def test_several_clients_are_served_at_once(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        clients = []
        for _ in range(20):
            clients.append(await connect())
            await clients[-1].echo("accepted")
        answers = await asyncio.gather(*(client.echo(f"{n}") for n, client in enumerate(clients)))
        equal(answers, [f"{n}" for n in range(20)])

    talk(node, conversation)


def test_calls_on_one_thread_queue_up(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        service = client.init.makeEcho(client.context).result
        calls = [service.echo(client.context, str(number)) for number in range(100)]
        equal([(await call).result for call in calls], [str(number) for number in range(100)])

    talk(node, conversation)


def test_calls_on_several_threads_of_one_client(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        contexts = [client.new_context(f"thread {number}") for number in range(8)]
        answers = await asyncio.gather(*(client.echo("x", context) for context in contexts))
        equal(answers, ["x"] * 8)

    talk(node, conversation)


def test_mining_tells_the_tip(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        mining = client.mining()
        assert (await mining.isTestChain(client.context)).result
        assert (await mining.isInitialBlockDownload(client.context)).result
        tip = await mining.getTip(client.context)
        assert tip.hasResult
        equal(bytes(tip.result.hash)[::-1].hex(), node.rpc.getbestblockhash())
        equal(tip.result.height, 0)

    talk(node, conversation)


def test_old_mining_interface_says_that_it_is_gone(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        try:
            await client.init.makeMiningOld2()
        except load_capnp().KjException as error:
            equal(
                error.description,
                "remote exception: std::exception: Old mining interface (@2) "
                "not supported. Please update your client!",
            )
            equal(error.type, "FAILED")
        else:
            raise AssertionError("the old interface was made")

    talk(node, conversation)


def test_rpc_runs_commands_without_a_password(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        rpc = client.init.makeRpc(client.context).result
        request = '{"method": "getblockhash", "params": [0], "id": 1}'
        answer = (await rpc.executeRpc(client.context, request, "/", "test")).result
        assert node.rpc.getbestblockhash() in answer, answer

    talk(node, conversation)


def test_client_that_dies_in_a_call_harms_nobody(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        staying = await connect()
        for _ in range(20):
            leaving = await connect()
            await leaving.echo("warm")
            mining = leaving.mining()
            call = mining.waitTipChanged(leaving.context, b"\0" * 32, 30_000.0)
            waiting = mining.waitTipChanged(leaving.context, b"\0" * 32, 30_000.0)
            await asyncio.sleep(0.01)
            leaving.close()
            del call, waiting, mining, leaving
        equal(await staying.echo("still here"), "still here")

    talk(node, conversation)
    equal(node.rpc.getblockcount(), 0)


def test_connections_of_gone_clients_are_given_back(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    before = len(processes.open_files(node.pid))

    async def conversation(connect: Connect) -> None:
        for _ in range(50):
            client = await connect()
            equal(await client.echo("x"), "x")
            client.close()

    talk(node, conversation)
    wait_until("the descriptors are closed", lambda: len(processes.open_files(node.pid)) <= before + 2)


def test_waiting_call_ends_at_the_stop(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    tip = bytes.fromhex(node.rpc.getbestblockhash())[::-1]

    async def conversation(connect: Connect) -> None:
        client = await connect()
        call = client.mining().waitTipChanged(client.context, tip, 600_000.0)
        await asyncio.sleep(0.2)
        await asyncio.get_running_loop().run_in_executor(None, node.rpc.stop)
        ended = await asyncio.get_running_loop().run_in_executor(None, node.wait_ended)
        equal((ended.code, ended.stderr), (0, ""))
        del call

    talk(node, conversation)


def test_too_many_threads_are_refused(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("limit of threads")
    node = scene.started("-ipcbind=unix")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        refused = 0
        # A thread that nobody holds any more counts no longer.
        held = []
        for number in range(5_000):
            try:
                held.append(await client.thread_map.makeThread(f"{number}"))
            except load_capnp().KjException:
                refused += 1
                break
        equal(refused, 1)
        other = await connect()
        equal(await other.echo("others are served"), "others are served")

    talk(node, conversation)
    assert processes.thread_count(node.pid) < 600, processes.thread_count(node.pid)
