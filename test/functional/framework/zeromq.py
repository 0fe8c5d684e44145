"""A subscriber to what a node publishes over ZeroMQ."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from .node import Node, run
from .scene import Scene, Skipped

TOPICS = ("hashblock", "hashtx", "rawblock", "rawtx", "sequence")
#: OP_TRUE behind a witness script hash: blocks that pay it are used to see whether messages come through.
ANYONE = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"


def load_zmq() -> Any:
    """The Python binding, where this machine has it."""
    try:
        import zmq
    except ImportError:
        raise Skipped("pyzmq is not installed: pip install pyzmq") from None
    return zmq


def needs_zmq(scene: Scene) -> None:
    """For rules of a node that was built with ZeroMQ."""
    help_text = run([*scene.binaries.node_command, "-help"], cwd=scene.directory).stdout
    if "-zmqpubrawblock" not in help_text:
        raise Skipped("the node was built without ZeroMQ")


@dataclass(frozen=True)
class Message:
    """What came."""

    topic: str
    content: bytes
    number: int

    @property
    def text(self) -> str:
        """Topic and content, short enough to be compared and shown."""
        content = self.content
        if self.topic != "sequence":
            return f"{self.topic} {content.hex()}"
        number = f" {int.from_bytes(content[33:], 'little')}" if content[33:] else ""
        return f"sequence {content[:32].hex()} {chr(content[32])}{number}"


class Subscriber:
    """Connected to one address, for some topics."""

    def __init__(self, scene: Scene, node: Node, address: str, *topics: str, room: int = 100_000) -> None:
        zmq = load_zmq()
        self._node = node
        self._context = zmq.Context()
        self.socket = self._context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.RCVHWM, room)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.IPV6, int("[" in address))
        for topic in topics or TOPICS:
            self.socket.setsockopt(zmq.SUBSCRIBE, topic.encode())
        self.socket.connect(address)

    def __enter__(self) -> Subscriber:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._context.destroy(linger=0)

    def receive(self, *, within: float = 30) -> Message | None:
        """The next message; nothing if none comes in time."""
        if not self.socket.poll(int(within * 1000)):
            return None
        topic, content, number = self.socket.recv_multipart()
        return Message(topic.decode(), content, int.from_bytes(number, "little"))

    def expect(self, count: int) -> list[Message]:
        """The next messages."""
        messages = []
        while len(messages) < count:
            message = self.receive()
            assert message is not None, f"only {len(messages)} of {count} messages came"
            messages.append(message)
        return messages

    def synchronize(self) -> None:
        """Has blocks made until one is heard of, and all was heard of it: subscribing takes its time."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self._node.rpc.generatetoaddress(1, ANYONE)
            if self.receive(within=1) is not None:
                while self.receive(within=0.5) is not None:
                    pass
                return
        raise AssertionError("no message came through")
