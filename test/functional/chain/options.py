"""What the user can choose about the chain does what it says."""

from __future__ import annotations

import time

from framework import assumed
from framework.badblocks import headers_after
from framework.scene import Scene, equal
from framework.wait import wait_until

ADDRESS = "mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z"
MEBIBYTE = 1 << 20


def test_memory_is_divided_as_in_bitcoin_core(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    # After the indexes an eighth is for the block index, half of the rest for the database of coins,
    # each with its limit.
    for options, database, coins in [
        (("-dbcache=100", "-txindex"), 8 * MEBIBYTE, 80 * MEBIBYTE),
        (("-dbcache=450",), 8 * MEBIBYTE, 440 * MEBIBYTE),
        (("-dbcache=16", "-blockfilterindex=1", "-coinstatsindex"), 6973031, 6973031),
        (("-dbcache=1",), 1835008, 1835008),
    ]:
        node.start(*options)
        [state] = node.rpc.getchainstates()["chainstates"]
        equal(
            (options, state["coins_db_cache_bytes"], state["coins_tip_cache_bytes"]),
            (options, database, coins),
        )
        assert "Cache configuration:" in node.log.text()
        node.stop()


def test_script_threads_are_those_of_par(scene: Scene) -> None:
    for option, count in [("-par=1", 0), ("-par=3", 2), ("-par=100", 15), ("-par=-100", 0)]:
        node = scene.started(option)
        assert f"Script verification uses {count} additional threads" in node.log.text()
        node.rpc.generatetoaddress(2, ADDRESS)
        node.stop()


def test_an_old_tip_is_not_synchronized(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    start = int(time.time()) - 10_000
    node.start(f"-mocktime={start}")
    node.rpc.generatetoaddress(3, ADDRESS)
    assert not node.rpc.getblockchaininfo()["initialblockdownload"]
    node.stop()
    for age, is_old in [(5_000, True), (100_000, False)]:
        node.start(f"-maxtipage={age}")
        equal(node.rpc.getblockchaininfo()["initialblockdownload"], is_old)
        node.stop()


def test_too_little_work_is_not_synchronized(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    # Each block of regtest counts for two.
    node.start("-minimumchainwork=0x10")
    node.rpc.generatetoaddress(6, ADDRESS)
    assert node.rpc.getblockchaininfo()["initialblockdownload"]
    node.rpc.generatetoaddress(1, ADDRESS)
    assert not node.rpc.getblockchaininfo()["initialblockdownload"]
    node.stop()
    error = node.start_error("-minimumchainwork=test")
    assert "Invalid minimum work specified (test), must be up to 64 hex digits" in error, error


def test_the_node_stops_at_a_height(scene: Scene) -> None:
    node = scene.node(chain="regtest")
    node.start("-fastprune")
    for _ in range(4):
        node.rpc.generatetoaddress(50, ADDRESS)
    node.stop()
    # It stops at once, and does not build all that is there.
    node.launch("-fastprune", "-reindex-chainstate", "-stopatheight=60")
    ended = node.wait_ended()
    equal((ended.code, ended.stderr), (0, ""))
    node.start("-fastprune", "-stopatheight=0")
    text = node.log.text()
    loaded = text[text.rindex("Loaded best chain") :].splitlines()[0]
    assert "height=60 " in loaded, loaded
    wait_until("the rest is connected", lambda: node.rpc.getblockcount() == 200)


def test_scripts_of_assumed_blocks_are_not_checked(scene: Scene) -> None:
    source = scene.node(chain="regtest")
    source.start(f"-mocktime={assumed.START_TIME}")
    blocks = assumed.make_chain(source, 62)
    last = source.rpc.getblockhash(60)
    source.stop()
    node = scene.node(chain="regtest")
    node.start(f"-mocktime={assumed.START_TIME + 10_000}", f"-assumevalid={last}")
    assumed.submit_headers(node, blocks)
    # What is assumed is at least two weeks of work away from the best header.
    for header in headers_after(blocks[-1][:160], 2100):
        node.rpc.submitheader(header)
    assumed.submit_blocks(node, blocks[1:])
    equal(node.rpc.getblockcount(), 62)
    text = node.log.text()
    assert "Disabling script verification at block #1 (" in text
    assert "Enabling script verification at block #61 (" in text
    assert "block height above assumevalid height." in text
    node.stop()
    error = node.start_error("-assumevalid=nothing")
    assert "Invalid assumevalid block hash specified (nothing)" in error, error
