"""Clients of a node's unix socket, through pycapnp: somebody else's implementation of the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from .binaries import SOURCE
from .node import Node
from .scene import Skipped

SCHEMAS = SOURCE / "Sources" / "BitcoinIPC" / "Schemas"


def load_capnp() -> Any:
    """The library, or a reason to skip."""
    try:
        import capnp
    except ImportError as error:
        raise Skipped("pycapnp is not installed (contrib/setup does it)") from error
    return capnp


def load_schemas() -> SimpleNamespace:
    """The project's own schema files, as a client written in Python reads them."""
    capnp = load_capnp()
    capnp.remove_import_hook()
    imports = [str(SCHEMAS), str(Path(capnp.__file__).parent.parent), "/usr/include"]
    names = {"proxy": "mp/proxy", "init": "init", "echo": "echo", "mining": "mining", "rpc": "rpc"}
    return SimpleNamespace(
        **{name: capnp.load(str(SCHEMAS / f"{file}.capnp"), imports=imports) for name, file in names.items()}
    )


class Client:
    """A connection with one thread of the server's."""

    def __init__(self, schemas: SimpleNamespace, stream: Any) -> None:
        self.schemas = schemas
        self.stream = stream
        capnp = load_capnp()
        self._client = capnp.TwoPartyClient(stream)
        self.init = self._client.bootstrap().cast_as(schemas.init.Init)
        self.thread_map = self.init.construct().threadMap
        self.context = self.new_context("test")

    @classmethod
    async def connect(cls, schemas: SimpleNamespace, path: Path) -> Client:
        """Opens the connection."""
        return cls(schemas, await load_capnp().AsyncIoStream.create_unix_connection(str(path)))

    def new_context(self, name: str) -> Any:
        """A further thread of the server's, to run calls in."""
        context = self.schemas.proxy.Context()
        context.thread = self.thread_map.makeThread(name).result
        return context

    async def echo(self, text: str, context: Any = None) -> str:
        """Makes an echo service and calls it."""
        context = context or self.context
        service = self.init.makeEcho(context).result
        return (await service.echo(context, text)).result

    async def expect_no_commands(self) -> None:
        """Asks for ``Rpc``, which a miner must not be given."""
        try:
            await self.init.makeRpc(self.context)
        except load_capnp().KjException as error:
            assert "does not grant rpc" in str(error), error
        else:
            raise AssertionError("a miner was given Rpc")

    def mining(self) -> Any:
        """The mining service."""
        return self.init.makeMining(self.context).result

    def close(self) -> None:
        """Closes the connection without a goodbye."""
        self._client = None
        self.stream.close()


def talk(node: Node, conversation: Callable[[Callable[[], Awaitable[Client]]], Awaitable[None]]) -> None:
    """Runs a conversation; it is given a function that opens connections to the node."""
    capnp, schemas = load_capnp(), load_schemas()

    async def connect() -> Client:
        return await Client.connect(schemas, node.socket)

    async def main() -> None:
        await conversation(connect)

    asyncio.run(capnp.run(main()))
