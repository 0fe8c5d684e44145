"""A client that asks for more than its share is told so, and nobody else notices, over TLS as well."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from framework.ipc import Client, load_capnp, talk
from framework.node import Ended, Node
from framework.scene import Scene, equal
from framework.secure import Keys, known_to_each_other, port_of, talk_securely
from framework.wait import wait_until

Connect = Callable[[], Awaitable[Client]]
Conversation = Callable[[Connect], Awaitable[None]]


def serving(scene: Scene, *options: str) -> Node:
    """A node with limits that are soon reached."""
    scene.needs_multiprocess()
    scene.needs_our_node("limits for clients")
    return scene.started("-ipcbind=unix", "-disablewallet", *options)


class Served:
    """A node with limits that are soon reached, which two other machines reach over TLS as well."""

    def __init__(self, scene: Scene, *options: str) -> None:
        scene.needs_multiprocess()
        scene.needs_our_node("limits for clients")
        self.node = scene.node()
        self.keys = Keys(scene, self.node.datadir)
        self.clients = {name: Keys(scene, scene.directory / name) for name in ("first", "second")}
        for name, keys in self.clients.items():
            known_to_each_other(self.keys, keys, name, "mining", "rpc")
        self.node.start("-ipcbind=unix", "-ipcbind=tcp:127.0.0.1:0,tls", "-disablewallet", *options)

    def securely(self, conversation: Conversation, name: str = "first") -> None:
        """Has a conversation over TLS."""
        address = ("127.0.0.1", port_of(self.node))
        talk_securely(address, self.clients[name], self.keys.fingerprint, conversation)

    def both(self, conversation: Conversation) -> None:
        """Has a conversation over a socket, and once more over TLS."""
        talk(self.node, conversation)
        wait_until("the end of the first", lambda: self.node.rpc.getipcinfo()["connections"] == [])
        self.securely(conversation)


async def error_of(call: Awaitable[Any]) -> str:
    """What a call fails with; empty if it succeeds."""
    try:
        await call
    except load_capnp().KjException as error:
        return str(error)
    return ""


def connection(node: Node) -> dict[str, Any]:
    """What the node knows of its oldest connection."""
    return node.rpc.getipcinfo()["connections"][0]


def test_the_limits_are_shown(scene: Scene) -> None:
    usual = {"connections": 64, "threads": 256, "calls": 4096, "bytes": 256 << 20, "templates": 1000}
    node = serving(scene)
    equal(node.rpc.getipcinfo()["limits"], usual)
    node.restart(
        "-ipcbind=unix",
        "-ipcmaxconnections=3",
        "-ipcmaxthreads=4",
        "-ipcmaxcalls=5",
        "-ipcmaxmemory=6",
        "-ipcmaxtemplates=7",
    )
    limits = {"connections": 3, "threads": 4, "calls": 5, "bytes": 6 << 20, "templates": 7}
    equal(node.rpc.getipcinfo()["limits"], limits)


def test_connections_of_a_process(scene: Scene) -> None:
    node = serving(scene, "-ipcmaxconnections=3")

    async def conversation(connect: Connect) -> None:
        clients = [await connect() for _ in range(3)]
        for client in clients:
            equal(await client.echo("served"), "served")
        with node.log.expecting(f"process {os.getpid()} has 3"):
            assert await error_of((await connect()).echo("one too many"))
        equal(await clients[0].echo("as before"), "as before")
        # Another process has a share of its own.
        other = await asyncio.to_thread(node.cli, "-ipcconnect=unix", "getblockcount")
        equal((other.code, other.stdout.strip()), (0, "0"))
        # A connection that is closed makes room.
        clients.pop().close()
        await asyncio.to_thread(
            wait_until, "room", lambda: len(node.rpc.getipcinfo()["connections"]) == len(clients)
        )
        equal(await (await connect()).echo("served"), "served")

    talk(node, conversation)


def test_who_is_refused_is_told_why(scene: Scene) -> None:
    node = serving(scene, "-ipcmaxconnections=1")
    script = (
        "import socket, sys\n"
        "first, second = (socket.socket(socket.AF_UNIX) for _ in range(2))\n"
        "for each in (first, second):\n"
        "    each.settimeout(10)\n"
        "    each.connect(sys.argv[1])\n"
        "print(second.recv(1000), second.recv(1))\n"
    )
    command = [sys.executable, "-c", script, str(node.socket)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "Too many connections of one process." in done.stdout and done.stdout.endswith(" b''\n"), done


def test_connections_of_a_key(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxconnections=3")
    node = served.node

    def from_second() -> Ended:
        datadir, address = served.clients["second"].datadir, f"tcp:127.0.0.1:{port_of(node)},tls"
        words = ("-regtest", f"-datadir={datadir}", f"-ipcconnect={address}", "getblockcount")
        return scene.run("bitcoin-cli", *words)

    async def conversation(connect: Connect) -> None:
        clients = [await connect() for _ in range(3)]
        for client in clients:
            equal(await client.echo("served"), "served")
        with node.log.expecting("connection refused, 'first' has 3"):
            assert await error_of((await connect()).echo("one too many"))
        equal(await clients[0].echo("as before"), "as before")
        shown = (await asyncio.to_thread(node.rpc.getipcinfo))["connections"]
        equal([line["user"] for line in shown], ["first"] * 3)
        # Another key has a share of its own.
        other = await asyncio.to_thread(from_second)
        equal((other.code, other.stdout.strip()), (0, "0"))
        clients.pop().close()
        await asyncio.to_thread(
            wait_until, "room", lambda: len(node.rpc.getipcinfo()["connections"]) == len(clients)
        )
        equal(await (await connect()).echo("served"), "served")

    served.securely(conversation)


def test_connections_of_a_key_that_come_at_once(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxconnections=3")

    async def conversation(connect: Connect) -> None:
        clients = await asyncio.gather(*(connect() for _ in range(12)))
        errors = await asyncio.gather(*(error_of(client.echo("x")) for client in clients))
        equal(errors.count(""), 3)
        shown = (await asyncio.to_thread(served.node.rpc.getipcinfo))["connections"]
        equal(len(shown), 3)

    served.securely(conversation)


def test_threads_of_a_connection(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxthreads=4")
    node = served.node

    async def conversation(connect: Connect) -> None:
        greedy, other = await connect(), await connect()
        equal(await greedy.echo("x"), "x")
        held = [(await greedy.thread_map.makeThread(f"{number}")).result for number in range(3)]
        assert "Too many threads" in await error_of(greedy.thread_map.makeThread("one too many"))
        equal((await asyncio.to_thread(connection, node))["threads"], 4)
        equal(await other.echo("others are served"), "others are served")
        equal(await greedy.echo("and so is who asked"), "and so is who asked")
        del held

    served.both(conversation)


def test_calls_of_a_connection(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxcalls=5")
    node = served.node

    async def conversation(connect: Connect) -> None:
        tip = bytes.fromhex(await asyncio.to_thread(node.rpc.getbestblockhash))[::-1]
        greedy, other = await connect(), await connect()
        mining = (await greedy.init.makeMining(greedy.context)).result
        waiting = [mining.waitTipChanged(greedy.context, tip, 60_000.0) for _ in range(5)]
        await asyncio.to_thread(wait_until, "five calls", lambda: connection(node)["calls_in_flight"] == 5)
        assert "Too many calls" in await error_of(mining.getTip(greedy.context))
        shown = await asyncio.to_thread(connection, node)
        equal((shown["calls_in_flight"], shown["calls_refused"]), (5, 1))
        equal(await other.echo("others are served"), "others are served")
        # What was under way before goes on.
        await asyncio.to_thread(node.rpc.generatetodescriptor, 1, "raw(51)")
        for call in waiting:
            assert (await call)._has("result")
        assert (await mining.getTip(greedy.context))._has("result")

    served.both(conversation)


def test_memory_of_a_connection(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxmemory=4")
    node = served.node

    async def conversation(connect: Connect) -> None:
        tip = bytes.fromhex(await asyncio.to_thread(node.rpc.getbestblockhash))[::-1]
        greedy, other = await connect(), await connect()
        echo = (await greedy.init.makeEcho(greedy.context)).result
        mining = (await greedy.init.makeMining(greedy.context)).result
        # What is asked for on a thread that is busy waits, with all that came with it.
        busy = mining.waitTipChanged(greedy.context, tip, 60_000.0)
        text = "x" * 1_000_000
        calls = [asyncio.ensure_future(error_of(echo.echo(greedy.context, text))) for _ in range(10)]
        await asyncio.to_thread(wait_until, "a refusal", lambda: connection(node)["calls_refused"] > 0)
        shown = await asyncio.to_thread(connection, node)
        assert 4_000_000 < shown["bytes_in_flight"] < 8_000_000, shown
        equal(await other.echo("others are served"), "others are served")
        await asyncio.to_thread(node.rpc.generatetodescriptor, 1, "raw(51)")
        assert (await busy)._has("result")
        refused = [error for error in await asyncio.gather(*calls) if error]
        assert 0 < len(refused) < len(calls), refused
        assert all("Too many bytes in flight" in error for error in refused), refused
        equal(await greedy.echo("room again"), "room again")
        used = await asyncio.to_thread(connection, node)
        assert 10_000_000 < used["bytes_received"] < 11_000_000, used
        # Those that were refused had no echo.
        assert 0 < used["bytes_sent"] - (len(calls) - len(refused)) * 1_000_000 < 1_000_000, used

    served.both(conversation)


def test_templates_of_a_connection(scene: Scene) -> None:
    served = Served(scene, "-ipcmaxtemplates=3")
    node = served.node
    node.rpc.generatetodescriptor(1, "raw(51)")

    async def conversation(connect: Connect) -> None:
        greedy, other = await connect(), await connect()
        options = greedy.schemas.mining.BlockCreateOptions()
        services = [(await client.init.makeMining(client.context)).result for client in (greedy, other)]
        held = [(await services[0].createNewBlock(greedy.context, options, False)).result for _ in range(3)]
        assert "Too many block templates" in await error_of(
            services[0].createNewBlock(greedy.context, options, False)
        )
        equal((await asyncio.to_thread(connection, node))["templates"], 3)
        assert (await services[1].createNewBlock(other.context, options, False))._has("result")
        await held.pop().destroy(greedy.context)
        assert (await services[0].createNewBlock(greedy.context, options, False))._has("result")

    served.both(conversation)
