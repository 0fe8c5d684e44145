#!/usr/bin/env python3
"""Holds the project's IPC schemas and node against those of a Bitcoin Core source tree.

    test/interop/core_schemas.py [--core PATH] [--node build/bin/bitcoin-node] [--capnp PROGRAM]

First every struct, enumeration and interface that both have must be the same on the wire: ids, ordinals,
layouts, types and defaults. Then, if a node is given, a client that knows only Core's schema files talks to
it through pycapnp. Nothing in PATH is changed. Without --core the tree is what BITCOIN_CORE_SOURCE names;
exits with 77 where that or pycapnp is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    import capnp
except ImportError:
    print("skipped: pycapnp is not installed")
    sys.exit(77)

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "Sources" / "BitcoinIPC" / "Schemas"
PUBLIC = ("common", "echo", "init", "mining", "rpc")
SKIPPED = 77


class Mismatch(Exception):
    """Something differs."""


# Schemas


@dataclass(frozen=True)
class Compiler:
    """Cap'n Proto's compiler, and the schema files that come with it."""

    program: Path
    include: Path

    @classmethod
    def at(cls, program: str) -> Compiler:
        """The compiler in a prefix of its own or of the system's."""
        path = shutil.which(program)
        if path is None:
            raise Mismatch(f"{program} was not found: install capnproto, or name the program with --capnp")
        include = Path(path).resolve().parents[1] / "include"
        return cls(
            Path(path), include if (include / "capnp" / "schema.capnp").exists() else Path("/usr/include")
        )


def nodes(compiler: Compiler, files: list[Path], imports: list[Path]) -> dict[int, Any]:
    """What the compiler understands of schema files, by type id."""
    arguments = [
        str(compiler.program),
        "compile",
        "-o-",
        *(f"-I{path}" for path in imports),
        *map(str, files),
    ]
    output = subprocess.run(arguments, check=True, stdout=subprocess.PIPE).stdout
    schema = capnp.load(str(compiler.include / "capnp" / "schema.capnp"), imports=[str(compiler.include)])
    with schema.CodeGeneratorRequest.from_bytes(output) as request:
        return {node["id"]: node for node in request.to_dict()["nodes"]}


def type_of(value: dict[str, Any]) -> Any:
    """A type without its names."""
    ((kind, detail),) = value.items()
    if kind == "list":
        return ("list", type_of(detail["elementType"]))
    if kind in ("struct", "enum", "interface"):
        return (kind, detail["typeId"])
    return kind


def default_of(value: dict[str, Any]) -> Any:
    """A default; of pointers only their kind, since none has one but null."""
    ((kind, detail),) = value.items()
    return kind if kind in ("struct", "list", "interface", "anyPointer") else (kind, detail)


def wire(node: dict[str, Any]) -> Any:
    """All that a node says about messages."""
    if "struct" in node:
        body = node["struct"]
        sizes = ("dataWordCount", "pointerCount", "discriminantCount", "discriminantOffset")
        layout = [body[key] for key in sizes]
        fields = {}
        for field in body.get("fields", []):
            if slot := field.get("slot"):
                place = (slot["offset"], type_of(slot["type"]), default_of(slot["defaultValue"]))
            else:
                place = field["group"]["typeId"]
            fields[field["name"]] = (field.get("discriminantValue"), place)
        return layout, fields
    if "interface" in node:
        body = node["interface"]
        methods = [(m["name"], m["paramStructType"], m["resultStructType"]) for m in body.get("methods", [])]
        return methods, [parent["id"] for parent in body.get("superclasses", [])]
    if "enum" in node:
        return [item["name"] for item in node["enum"].get("enumerants", [])]
    return None


def compare_schemas(core: Path, compiler: Compiler) -> int:
    """Compares every node of Core's schemas with ours; returns how many there are."""
    multiprocess = core / "src" / "ipc" / "libmultiprocess" / "include"
    theirs = nodes(
        compiler,
        [core / "src" / "ipc" / "capnp" / f"{name}.capnp" for name in PUBLIC],
        [multiprocess, core / "src", compiler.include],
    )
    ours = nodes(compiler, [OURS / f"{name}.capnp" for name in PUBLIC], [OURS, compiler.include])
    compared = 0
    for identifier, node in theirs.items():
        description = wire(node)
        if description is None:
            continue
        name = node["displayName"]
        if identifier not in ours:
            raise Mismatch(f"{name} (0x{identifier:x}) is missing")
        if wire(ours[identifier]) != description:
            raise Mismatch(f"{name} differs:\n  Core: {description}\n  ours: {wire(ours[identifier])}")
        compared += 1
    return compared


# A client that knows only Core's files


class Conversation:
    """A connection to the node, with Core's schemas."""

    def __init__(self, core: Path, compiler: Compiler, stream: Any) -> None:
        multiprocess = core / "src" / "ipc" / "libmultiprocess" / "include"
        imports = [str(multiprocess), str(compiler.include), str(core / "src")]
        folder = core / "src" / "ipc" / "capnp"
        self.proxy = capnp.load(str(multiprocess / "mp" / "proxy.capnp"), imports=imports)
        self.schemas = {name: capnp.load(str(folder / f"{name}.capnp"), imports=imports) for name in PUBLIC}
        self.client = capnp.TwoPartyClient(stream)
        self.init = self.client.bootstrap().cast_as(self.schemas["init"].Init)

    def context(self) -> Any:
        """A context with a thread of the node's."""
        context = self.proxy.Context()
        context.thread = self.init.construct().threadMap.makeThread("interop").result
        return context


def expect(what: str, value: Any, expected: Any) -> None:
    """Compares, and names what differs."""
    if value != expected:
        raise Mismatch(f"{what}: {value!r} is not {expected!r}")


async def failure(call: Awaitable[Any]) -> tuple[str, str]:
    """The text and kind of the error that a call ends with."""
    try:
        await call
    except capnp.KjException as error:
        return error.description, error.type
    raise Mismatch("a call that has to fail succeeded")


async def echoes(talk: Conversation) -> None:
    """Echo, over a thread of the node's, and without naming one."""
    context = talk.context()
    echo = talk.init.makeEcho(context).result
    for text in ("hallo", "", "haha", "x" * 100_000):
        expect("echo", (await echo.echo(context, text)).result, text)
    expect("echo without a thread", (await echo.echo(talk.proxy.Context(), "free")).result, "free")
    await echo.destroy(context)


async def old_methods(talk: Conversation) -> None:
    """Methods of older schemas tell the client to update, without a Context."""
    text = "Old mining interface (@2) not supported. Please update your client!"
    expected = (f"remote exception: std::exception: {text}", "FAILED")
    expect("makeMiningOld2", await failure(talk.init.makeMiningOld2()), expected)


async def commands(talk: Conversation) -> None:
    """JSON-RPC through the socket."""
    context = talk.context()
    rpc = talk.init.makeRpc(context).result
    request = '{"jsonrpc":"2.0","method":"echo","params":["a"],"id":1}'
    answer = (await rpc.executeRpc(context, request, "/", "interop")).result
    while '"code":-28,' in answer:  # the node is still starting
        await asyncio.sleep(0.1)
        answer = (await rpc.executeRpc(context, request, "/", "interop")).result
    expect("executeRpc", answer, '{"jsonrpc":"2.0","result":["a"],"id":1}')


async def mining(talk: Conversation) -> None:
    """What a node has of Mining; `interrupt` carries no Context."""
    context = talk.context()
    response = await talk.init.makeMining(context)
    if not response._has("result"):
        print("  this node has no Mining interface yet")
        return
    expect("isTestChain", (await response.result.isTestChain(context)).result, True)
    tip = await response.result.getTip(context)
    expect("hasResult", tip.hasResult, True)
    expect("length of the tip's hash", len(tip.result.hash), 32)
    await response.result.interrupt()


CONVERSATIONS: tuple[Callable[[Conversation], Awaitable[None]], ...] = (echoes, old_methods, commands, mining)


def talk_to(node: Path, core: Path, compiler: Compiler) -> None:
    """Starts the node on regtest and has every conversation with it, each over a connection of its own."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        command = [str(node), "-regtest", f"-datadir={folder}", "-ipcbind=unix", "-listen=0", "-server=0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        socket = Path(folder) / "regtest" / "node.sock"
        try:
            deadline = time.monotonic() + 60
            while not socket.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise Mismatch(f"{node} did not start to listen")
                time.sleep(0.05)

            async def run() -> None:
                for conversation in CONVERSATIONS:
                    stream = await capnp.AsyncIoStream.create_unix_connection(str(socket))
                    await conversation(Conversation(core, compiler, stream))
                    print(f"ok: {(conversation.__doc__ or '').strip()}")

            asyncio.run(capnp.run(run()))
        finally:
            process.terminate()
            process.wait(timeout=60)


def main() -> int:
    """Runs what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--core", type=Path, help="a source tree of Bitcoin Core")
    parser.add_argument("--node", type=Path, help="the node to talk to")
    parser.add_argument("--capnp", default="capnp", help="Cap'n Proto's compiler")
    options = parser.parse_args()
    core = options.core or Path(os.environ.get("BITCOIN_CORE_SOURCE", ""))
    if not (core / "src" / "ipc" / "capnp").is_dir():
        print("skipped: BITCOIN_CORE_SOURCE does not name a source tree of Bitcoin Core")
        return SKIPPED
    capnp.remove_import_hook()
    try:
        compiler = Compiler.at(options.capnp)
        print(f"ok: {compare_schemas(core, compiler)} types are the same on the wire")
        if options.node:
            talk_to(options.node, core, compiler)
    except Mismatch as mismatch:
        print(f"FAILED: {mismatch}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
