"""A wallet looks through the chain: how far it is, how it is stopped, and that filters make no difference."""

from __future__ import annotations

import threading
import time
from decimal import Decimal

from framework.node import Node
from framework.rpc import RPCError
from framework.scene import Scene, equal, refused
from framework.wait import wait_until

#: With few scripts filters are asked quickly.
OPTIONS = ("-fallbackfee=0.0002", "-keypool=5")
DAY = 24 * 60 * 60
WALLET_ERROR = -4
MISCELLANEOUS = -1
STRANGER = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def watcher(node: Node, name: str, source: str) -> None:
    """A wallet that watches the addresses of another and has not looked at the chain."""
    node.rpc.createwallet(name, disable_private_keys=True, blank=True)
    wishes = [
        {"desc": entry["desc"], "timestamp": "now", "range": [0, 9]}
        for entry in node.wallet(source).listdescriptors()["descriptors"]
    ]
    assert all(result["success"] for result in node.wallet(name).importdescriptors(wishes))


def with_history(scene: Scene, *options: str) -> Node:
    """A node whose wallet has mined a few times in a longer chain, and one that knows nothing of it yet."""
    node = scene.started(*OPTIONS, *options)
    now = int(time.time())
    node.rpc.setmocktime(now - DAY)
    node.rpc.createwallet("w")
    for _ in range(4):
        node.rpc.generatetoaddress(2, node.wallet("w").getnewaddress())
        node.rpc.generatetoaddress(148, STRANGER)
    node.wallet("w").sendtoaddress(STRANGER, 3)
    node.rpc.generatetoaddress(1, STRANGER)
    # What is new looks two hours back.
    node.rpc.setmocktime(now)
    node.rpc.generatetoaddress(12, STRANGER)
    watcher(node, "watcher", "w")
    equal(node.wallet("watcher").getbalances()["mine"]["trusted"], Decimal(0))
    return node


def test_filters_find_what_looking_at_every_block_finds(scene: Scene) -> None:
    node = with_history(scene, "-blockfilterindex=1")
    watcher(node, "fast", "w")
    wait_until(
        "the filters are there",
        lambda: node.rpc.getindexinfo("basic block filter index")["basic block filter index"]["synced"],
        timeout=60,
    )
    with node.log.expecting("fast variant using block filters"):
        equal(node.wallet("fast").rescanblockchain(), {"start_height": 0, "stop_height": 613})
    node.restart(*OPTIONS)
    for name in ("w", "watcher", "fast"):
        if name not in node.rpc.listwallets():
            node.rpc.loadwallet(name)
    with node.log.expecting("slow variant inspecting all blocks"):
        node.wallet("watcher").rescanblockchain()
    expected = node.wallet("w").getbalances()["mine"]
    assert expected["trusted"] > 0
    for name in ("watcher", "fast"):
        equal(node.wallet(name).getbalances()["mine"], expected)
        equal(node.wallet(name).getwalletinfo()["txcount"], 9)


def test_a_scan_of_a_part_finds_that_part(scene: Scene) -> None:
    node = with_history(scene)
    rpc = node.wallet("watcher")
    equal(rpc.rescanblockchain(151, 152), {"start_height": 151, "stop_height": 152})
    equal(rpc.getwalletinfo()["txcount"], 2)
    with refused(-8, "Invalid start_height"):
        rpc.rescanblockchain(614)
    with refused(-8, "stop_height must be greater than start_height"):
        rpc.rescanblockchain(20, 10)


def test_a_scan_says_how_far_it_is_and_can_be_stopped(scene: Scene) -> None:
    node = with_history(scene)
    equal(node.wallet("watcher").abortrescan(), False)
    equal(node.wallet("watcher").getwalletinfo()["scanning"], False)
    ends: list[str] = []

    def scan() -> None:
        try:
            for _ in range(50):
                node.wallet("watcher").rescanblockchain()
        except RPCError as error:
            ends.append(error.message)

    worker = threading.Thread(target=scan)
    worker.start()
    seen: list[dict[str, object]] = []

    def is_scanning() -> bool:
        state = node.wallet("watcher").getwalletinfo()["scanning"]
        if state:
            seen.append(state)
        return bool(state)

    wait_until("the wallet scans", is_scanning, timeout=30, interval=0.001)
    progress = float(str(seen[-1]["progress"]))
    assert 0 <= progress <= 1, seen
    # Another command that scans has to wait; nobody may take the wallet away.
    wait_until("it is told to stop", lambda: node.wallet("watcher").abortrescan(), interval=0.001)
    worker.join(timeout=60)
    assert not worker.is_alive()
    equal(ends, ["Rescan aborted."])
    equal(node.wallet("watcher").getwalletinfo()["scanning"], False)
    # It goes on from there when it is asked to.
    node.wallet("watcher").rescanblockchain()
    equal(node.wallet("watcher").getbalances()["mine"], node.wallet("w").getbalances()["mine"])
