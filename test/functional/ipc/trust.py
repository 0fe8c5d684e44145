"""Who may connect to a node's sockets, what they may do there, and what the node knows of them."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Awaitable, Callable

from framework.ipc import Client, load_capnp, load_schemas, talk
from framework.node import Node
from framework.scene import Scene, Skipped, equal

Connect = Callable[[], Awaitable[Client]]
NOBODY = 65534


def serving(scene: Scene, *options: str) -> Node:
    """A node with something that only this project has."""
    scene.needs_multiprocess()
    scene.needs_our_node("grants at addresses")
    return scene.started(*options)


def test_a_miner_reaches_no_commands(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix,grant=mining")
    equal(node.socket.exists(), True)

    async def conversation(connect: Connect) -> None:
        client = await connect()
        await client.init.makeMining(client.context)
        await client.expect_no_commands()
        # The others are not affected.
        equal(await client.echo("hallo"), "hallo")

    talk(node, conversation)
    refused = node.cli("-ipcconnect=unix", "getblockcount")
    assert refused.code != 0 and "does not grant rpc" in refused.stderr, refused


def test_each_address_has_its_own_grants(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix:miners.sock,grant=mining", "-ipcbind=unix,grant=rpc")
    equal(node.cli("-ipcconnect=unix", "getblockcount").stdout.strip(), "0")
    assert node.cli("-ipcconnect=unix:miners.sock", "getblockcount").code != 0
    wallet = scene.run(
        "bitcoin-wallet", f"-datadir={node.datadir}", "-regtest", f"-ipcconnect=unix:{node.socket}"
    )
    assert wallet.code == 1 and "does not grant wallet" in wallet.stderr, wallet


def test_an_address_can_grant_several_things(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix,grant=mining,grant=rpc")
    equal(node.cli("-ipcconnect=unix", "getblockcount").stdout.strip(), "0")

    async def conversation(connect: Connect) -> None:
        client = await connect()
        assert (await client.mining().isTestChain(client.context)).result

    talk(node, conversation)
    wallet = scene.run(
        "bitcoin-wallet", f"-datadir={node.datadir}", "-regtest", f"-ipcconnect=unix:{node.socket}"
    )
    assert wallet.code == 1 and "does not grant wallet" in wallet.stderr, wallet


def test_an_unknown_grant_is_an_error(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("grants at addresses")
    error = scene.node().start_error("-ipcbind=unix,grant=everything")
    assert "Unknown grant 'everything'" in error, error


def test_getipcinfo_tells_who_is_connected(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix,grant=mining", "-ipcbind=unix:all.sock")
    equal(node.rpc.getipcinfo()["connections"], [])

    async def conversation(connect: Connect) -> None:
        client = await connect()
        for _ in range(5):
            await client.echo("x")
        answer = node.rpc.getipcinfo()
        equal(answer["listeners"], [f"unix:{node.socket}", f"unix:{node.chain_dir / 'all.sock'}"])
        (connection,) = answer["connections"]
        equal(
            (connection["address"], connection["user"], connection["pid"], connection["grants"]),
            (f"unix:{node.socket}", pwd.getpwuid(os.geteuid()).pw_name, os.getpid(), ["mining"]),
        )
        assert connection["calls"] >= 6 and connection["calls_refused"] == 0, connection
        equal(connection["calls_in_flight"], 0)
        assert 0 < connection["mean_microseconds"] <= connection["longest_microseconds"], connection
        assert connection["objects"] > 0 and connection["threads"] == 1, connection

    talk(node, conversation)


def connect_as_nobody(node: Node, *groups: str) -> str:
    """What happens to another user's process that connects and waits for the node to say something."""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        raise Skipped("only root can be another user, and needs setpriv for it")
    script = (
        "import socket, sys\n"
        "s = socket.socket(socket.AF_UNIX)\n"
        "s.settimeout(1)\n"
        "try:\n"
        "    s.connect(sys.argv[1])\n"
        "    print('closed' if s.recv(1) == b'' else 'spoke')\n"
        "except (OSError, TimeoutError) as error:\n"
        "    print(type(error).__name__)\n"
    )
    rights = [
        "--reuid=65534",
        "--regid=65534",
        f"--groups={','.join(groups)}" if groups else "--clear-groups",
    ]
    command = ["setpriv", *rights, sys.executable, "-c", script, str(node.socket)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


def open_the_way(scene: Scene, node: Node) -> None:
    """Lets everyone into the folders above the socket."""
    for folder in (node.chain_dir, *node.chain_dir.parents):
        if folder == scene.directory.parent.parent:
            break
        folder.chmod(folder.stat().st_mode | 0o011)


def test_other_users_are_refused(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix")
    open_the_way(scene, node)
    equal(stat.S_IMODE(node.socket.stat().st_mode), 0o600)
    equal(connect_as_nobody(node), "PermissionError")
    # Not by the rights of the file alone.
    node.socket.chmod(0o666)
    with node.log.expecting("connection of user 65534"):
        equal(connect_as_nobody(node), "closed")


def test_ipcperms_lets_a_group_in(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix", "-ipcperms=group")
    open_the_way(scene, node)
    equal(stat.S_IMODE(node.socket.stat().st_mode), 0o660)
    equal(connect_as_nobody(node), "PermissionError")
    # An accepted connection waits for the client to speak.
    equal(connect_as_nobody(node, str(os.getegid())), "TimeoutError")


def test_ipcperms_lets_everyone_in(scene: Scene) -> None:
    node = serving(scene, "-ipcbind=unix", "-ipcperms=all")
    open_the_way(scene, node)
    equal(connect_as_nobody(node), "TimeoutError")


def test_other_values_of_ipcperms_are_errors(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_our_node("ipcperms")
    error = scene.node().start_error("-ipcbind=unix", "-ipcperms=everyone")
    assert "Invalid -ipcperms=everyone" in error, error


def test_the_user_of_a_command_is_the_one_that_the_system_knows(scene: Scene) -> None:
    user = pwd.getpwuid(os.geteuid()).pw_name
    node = serving(
        scene,
        "-ipcbind=unix",
        f"-rpcwhitelist={user}:getblockcount",
        "-rpcwhitelist=admin:stop,uptime",
        "-rpcwhitelistdefault=0",
    )

    async def conversation(connect: Connect) -> None:
        client = await connect()
        service = client.init.makeRpc(client.context).result
        for claimed in ("admin", user, ""):
            for method, allowed in (("getblockcount", True), ("uptime", False)):
                call = f'{{"jsonrpc": "2.0", "id": 1, "method": "{method}", "params": []}}'
                answer = json.loads((await service.executeRpc(client.context, call, "/", claimed)).result)
                equal((claimed, method, answer.get("error") is None), (claimed, method, allowed))

    talk(node, conversation)


def test_nobody_has_a_name_where_the_transport_knows_none(scene: Scene) -> None:
    port = scene.ports.take()
    node = serving(
        scene,
        f"-ipcbind=tcp:127.0.0.1:{port}",
        "-rpcwhitelist=admin:uptime",
        "-rpcwhitelist=__cookie__:getblockcount,getipcinfo,stop",
    )
    equal(node.rpc.getipcinfo()["connections"], [])
    capnp, schemas = load_capnp(), load_schemas()

    async def conversation() -> None:
        client = Client(schemas, await capnp.AsyncIoStream.create_connection("127.0.0.1", port))
        service = client.init.makeRpc(client.context).result
        call = '{"jsonrpc": "2.0", "id": 1, "method": "uptime", "params": []}'
        for claimed in ("admin", ""):
            answer = json.loads((await service.executeRpc(client.context, call, "/", claimed)).result)
            assert answer.get("error"), (claimed, answer)
        (connection,) = node.rpc.getipcinfo()["connections"]
        equal((connection["user"], "pid" in connection), ("", False))

    asyncio.run(capnp.run(conversation()))
