"""What the node publishes over ZeroMQ."""

from __future__ import annotations

import itertools
import time

from framework.blocks import sha256, spend
from framework.node import Node
from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.zeromq import ANYONE, TOPICS, Message, Subscriber, load_zmq, needs_zmq


def endpoint(scene: Scene) -> str:
    """A free address, where there is a client to listen to it."""
    needs_zmq(scene)
    load_zmq()
    return f"tcp://127.0.0.1:{scene.ports.take()}"


def publishing(scene: Scene, address: str, *options: str) -> Node:
    """A node that publishes everything at one address."""
    return scene.started(*(f"-zmqpub{topic}={address}" for topic in TOPICS), *options)


def texts(messages: list[Message]) -> list[str]:
    """Topics and contents."""
    return [message.text for message in messages]


def connected(node: Node, block: str) -> list[str]:
    """What is said of a block that is added to the best chain."""
    transactions = node.rpc.getblock(block, 2)["tx"]
    return [text for each in transactions for text in (f"hashtx {each['txid']}", f"rawtx {each['hex']}")] + [
        f"sequence {block} C"
    ]


def tip(node: Node, block: str) -> list[str]:
    """What is said of a new tip."""
    return [f"hashblock {block}", f"rawblock {node.rpc.getblock(block, 0)}"]


def test_tells_of_each_block_in_order_and_with_numbers(scene: Scene) -> None:
    address = endpoint(scene)
    node = publishing(scene, address)
    with Subscriber(scene, node, address) as subscriber:
        subscriber.synchronize()
        blocks = node.rpc.generatetoaddress(5, ANYONE)
        messages = subscriber.expect(5 * len(TOPICS))
        equal(texts(messages), [text for each in blocks for text in connected(node, each) + tip(node, each)])
        for topic in TOPICS:
            numbers = [message.number for message in messages if message.topic == topic]
            equal(numbers, list(range(numbers[0], numbers[0] + 5)))


def test_tells_of_reorganisations_step_by_step(scene: Scene) -> None:
    address = endpoint(scene)
    node = publishing(scene, address)
    with Subscriber(scene, node, address) as subscriber:
        subscriber.synchronize()
        first, second = node.rpc.generatetoaddress(2, ANYONE)
        subscriber.expect(2 * len(TOPICS))
        node.rpc.invalidateblock(first)
        left = [text.replace(" C", " D") for each in (second, first) for text in connected(node, each)]
        # A chain that only became shorter has no new tip to tell of.
        equal(texts(subscriber.expect(len(left))), left)
        other = node.rpc.generatetodescriptor(1, "raw(51)")[0]
        equal(texts(subscriber.expect(5)), connected(node, other) + tip(node, other))
        node.rpc.reconsiderblock(first)
        expected = [text.replace(" C", " D") for text in connected(node, other)]
        expected += connected(node, first) + connected(node, second) + tip(node, second)
        equal(texts(subscriber.expect(len(expected))), expected)
        equal(subscriber.receive(within=0.3), None)


def test_tells_of_the_mempool_with_numbers_that_have_no_gaps(scene: Scene) -> None:
    address = endpoint(scene)
    node = publishing(scene, address)
    script = b"\x00\x20" + sha256(b"\x51")
    with Subscriber(scene, node, address) as subscriber:
        subscriber.synchronize()
        block = node.rpc.generatetoaddress(101, ANYONE)[0]
        subscriber.expect(101 * len(TOPICS))
        coinbase = node.rpc.getblock(block, 2)["tx"][0]
        value = 5_000_000_000
        first = spend(coinbase["txid"], 0, value - 1000, script)
        better = spend(coinbase["txid"], 0, value - 5000, script)
        number = node.rpc.getrawmempool(False, True)["mempool_sequence"]
        for each in (first, better):
            node.rpc.sendrawtransaction(each.serialized().hex(), 0)
        ids = [each.txid[::-1].hex() for each in (first, better)]
        equal(
            texts(subscriber.expect(7)),
            [
                f"hashtx {ids[0]}",
                f"rawtx {first.serialized().hex()}",
                f"sequence {ids[0]} A {number}",
                f"sequence {ids[0]} R {number + 1}",
                f"hashtx {ids[1]}",
                f"rawtx {better.serialized().hex()}",
                f"sequence {ids[1]} A {number + 2}",
            ],
        )
        equal(node.rpc.getrawmempool(False, True)["mempool_sequence"], number + 3)

        # What a block takes along is told with the block; the numbers go on.
        mined = node.rpc.generatetoaddress(1, ANYONE)[0]
        equal(texts(subscriber.expect(7)), connected(node, mined) + tip(node, mined))
        equal(node.rpc.getrawmempool(False, True)["mempool_sequence"], number + 4)

        # What comes back from a block that is left is told before the blocks that take its place.
        node.rpc.invalidateblock(mined)
        left = [text.replace(" C", " D") for text in connected(node, mined)]
        back = [f"hashtx {ids[1]}", f"rawtx {better.serialized().hex()}", f"sequence {ids[1]} A {number + 4}"]
        equal(texts(subscriber.expect(8)), left + back)


def test_says_what_is_published_where(scene: Scene) -> None:
    socket = scene.directory / "z.sock"
    first, second = endpoint(scene), endpoint(scene)
    node = scene.started(
        f"-zmqpubsequence={first}",
        f"-zmqpubhashtx={first}",
        f"-zmqpubhashblock=unix:{socket}",
        f"-zmqpubhashblock={second}",
        "-zmqpubhashtxhwm=20",
        "-zmqpubhashblockhwm=0",
    )
    equal(
        node.rpc.getzmqnotifications(),
        [
            {"type": "pubhashblock", "address": f"ipc://{socket}", "hwm": 0},
            {"type": "pubhashblock", "address": second, "hwm": 0},
            {"type": "pubhashtx", "address": first, "hwm": 20},
            {"type": "pubsequence", "address": first, "hwm": 1000},
        ],
    )
    with (
        Subscriber(scene, node, f"ipc://{socket}") as by_file,
        Subscriber(scene, node, second) as by_port,
        Subscriber(scene, node, first) as others,
    ):
        for each in (by_file, by_port, others):
            each.synchronize()
        for each in (by_file, by_port, others):
            while each.receive(within=0.2) is not None:
                pass
        block = node.rpc.generatetoaddress(1, ANYONE)[0]
        equal(texts(by_file.expect(1)), [f"hashblock {block}"])
        equal(texts(by_port.expect(1)), [f"hashblock {block}"])
        equal([message.topic for message in others.expect(2)], ["hashtx", "sequence"])


def test_an_address_that_cannot_be_had_does_not_keep_the_node_from_running(scene: Scene) -> None:
    needs_zmq(scene)
    node = scene.started("-zmqpubrawtx=foo", "-zmqpubhashtx=bar")
    equal(node.rpc.getzmqnotifications(), [])
    equal(len(node.rpc.generatetoaddress(1, ANYONE)), 1)


def test_a_subscriber_that_does_not_read_holds_nothing_up(scene: Scene) -> None:
    address = endpoint(scene)
    node = publishing(scene, address, "-zmqpubrawblockhwm=2", "-zmqpubhashblockhwm=2")
    # Publishers of the same address share the socket of the first of them, and its high water mark.
    with Subscriber(scene, node, address, "rawblock", room=1) as lazy:
        lazy.synchronize()
        # More than what the kernel's buffers of both sides take.
        script = "6a" + "4dff1f" + "00" * 8191
        started = time.monotonic()
        for _ in range(40):
            node.rpc.generatetodescriptor(25, f"raw({script})")
        equal(node.rpc.getblockcount() >= 1000, True)
        assert time.monotonic() - started < 120, "making blocks was held up"
        numbers = []
        while (message := lazy.receive(within=1)) is not None:
            numbers.append(message.number)
        gaps = [b - a for a, b in itertools.pairwise(numbers) if b - a != 1]
        assert len(numbers) < 1000, "all messages were kept for somebody who did not read"
        block = node.rpc.generatetoaddress(1, ANYONE)[0]
        last = lazy.expect(1)[0]
        equal(last.text, f"rawblock {node.rpc.getblock(block, 0)}")
        assert gaps or last.number > numbers[-1] + 1, "the numbers show what was missed"


def test_says_the_same_as_bitcoin_core(scene: Scene) -> None:
    core = scene.reference()
    maker = scene.started()
    blocks = [maker.rpc.getblock(each, 0) for each in maker.rpc.generatetoaddress(6, ANYONE)]
    maker.rpc.invalidateblock(maker.rpc.getblockhash(4))
    other = [maker.rpc.getblock(each, 0) for each in maker.rpc.generatetodescriptor(4, "raw(51)")]

    def heard(node: Node, address: str) -> list[str]:
        with Subscriber(scene, node, address) as subscriber:
            # Blocks that are wrong say nothing, but it takes a message to know that the subscriber is heard.
            wait_until("the subscriber is heard", lambda: probe(node, subscriber), timeout=60)
            for block in blocks + other:
                node.rpc.submitblock(block)
            node.rpc.invalidateblock(node.rpc.getblockhash(6))
            node.rpc.generateblock("raw(52)", [])
            found: list[str] = []
            while (message := subscriber.receive(within=2)) is not None:
                found.append(message.text)
            return found

    def probe(node: Node, subscriber: Subscriber) -> bool:
        """Takes the first block away and gives it back until the subscriber hears of it."""
        node.rpc.submitblock(blocks[0])
        node.rpc.invalidateblock(node.rpc.getblockhash(1))
        node.rpc.reconsiderblock(maker.rpc.getblockhash(1))
        heard = False
        while subscriber.receive(within=1) is not None:
            heard = True
        return heard

    answers = []
    for node in (core, scene.node()):
        address = endpoint(scene)
        node.start(*(f"-zmqpub{topic}={address}" for topic in TOPICS), "-mocktime=1800000000")
        answers.append(heard(node, address))
    core.stop(stderr=None)
    theirs, mine = answers
    equal(len(mine), len(theirs))
    for mine_, theirs_ in zip(mine, theirs, strict=True):
        equal(mine_, theirs_)
    assert len(mine) > 40, "that was too little to compare"
