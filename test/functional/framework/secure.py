"""Keys of machines, and a client in Python that connects over TLS with one."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from .ipc import Client, load_capnp, load_schemas
from .node import Node
from .scene import Scene
from .wait import TIMEOUT_FACTOR

#: The loop itself holds its tasks only loosely.
TASKS: set[asyncio.Future[None]] = set()
Connect = Callable[[], Awaitable[Client]]


class Keys:
    """The keys in a data directory, as bitcoin-util makes and pairs them."""

    def __init__(self, scene: Scene, datadir: Path) -> None:
        self.scene = scene
        self.datadir = datadir
        datadir.mkdir(exist_ok=True)
        self.fingerprint = self("ipckey")

    @property
    def folder(self) -> Path:
        """Where the key and the list of others are."""
        return self.datadir / "regtest" / "ipc"

    @property
    def file(self) -> Path:
        """The key with its certificate."""
        return self.folder / "key.pem"

    def __call__(self, *words: str) -> str:
        """Runs a command about keys."""
        ended = self.scene.run("bitcoin-util", "-regtest", f"-datadir={self.datadir}", *words)
        assert ended.code == 0, ended
        return ended.stdout.strip()

    def pair(self, other: Keys, name: str, *grants: str) -> None:
        """Lets another machine connect, or without grants takes it for a node to connect to."""
        self("ipcpair", name, other.fingerprint, *(f"grant={grant}" for grant in grants))


def known_to_each_other(node: Keys, client: Keys, name: str, *grants: str) -> None:
    """Pairs both."""
    node.pair(client, name, *grants)
    client.pair(node, "node")


def port_of(node: Node) -> int:
    """Where a node listens that was told to take any port."""
    (listener,) = (text for text in node.rpc.getipcinfo()["listeners"] if text.startswith("tcp:"))
    return int(listener.removesuffix(",tls").rpartition(":")[2])


def public_key_digest(certificate: bytes) -> str:
    """The SHA-256 digest of a certificate's SubjectPublicKeyInfo.

    RFC 5280: it is the seventh part of the first part, and the sixth where the version is left out.
    """

    def element(at: int) -> tuple[int, int, int]:
        length, start = certificate[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, start = int.from_bytes(certificate[start : start + size], "big"), start + size
        return certificate[at], start, start + length

    at = element(element(0)[1])[1]
    if certificate[at] == 0xA0:
        at = element(at)[2]
    for _ in range(5):
        at = element(at)[2]
    return hashlib.sha256(certificate[at : element(at)[2]]).hexdigest()


async def plain_socket(address: tuple[str, int], key: Path, pin: str) -> socket.socket:
    """A socket without TLS, as pycapnp needs it, connected to the node with the key of this digest."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.load_cert_chain(key)
    reader, writer = await asyncio.open_connection(*address, ssl=context)
    found = public_key_digest(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
    assert found == pin, f"the node has the key {found}"
    near, far = socket.socketpair()
    near_reader, near_writer = await asyncio.open_connection(sock=near)
    for ends in ((reader, near_writer), (near_reader, writer)):
        task = asyncio.ensure_future(copy(*ends))
        TASKS.add(task)
        task.add_done_callback(TASKS.discard)
    return far


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Passes on what arrives, up to the end."""
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


def talk_securely(
    address: tuple[str, int], keys: Keys, pin: str, conversation: Callable[[Connect], Awaitable[None]]
) -> None:
    """Runs a conversation; it is given a function that opens connections to the node."""
    capnp, schemas = load_capnp(), load_schemas()

    async def connect() -> Client:
        far = await plain_socket(address, keys.file, pin)
        return Client(schemas, await capnp.AsyncIoStream.create_connection(sock=far))

    async def main() -> None:
        await asyncio.wait_for(conversation(connect), 120 * TIMEOUT_FACTOR)

    asyncio.run(capnp.run(main()))
