"""Unspent outputs are found by descriptors."""

from __future__ import annotations

from framework.blocks import Input, Output, Transaction
from framework.scene import Scene, equal, refused

KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"


def test_outputs_are_found_by_their_scripts(scene: Scene) -> None:
    node = scene.started()
    [first, second] = node.rpc.generatetodescriptor(2, f"wpkh({KEY})")
    node.rpc.generatetodescriptor(1, "raw(51)")
    address = node.rpc.deriveaddresses(node.rpc.getdescriptorinfo(f"wpkh({KEY})")["descriptor"])[0]
    found = node.rpc.scantxoutset("start", [f"addr({address})"])
    equal((found["success"], found["txouts"], found["height"]), (True, 3, 3))
    equal(found["bestblock"], node.rpc.getbestblockhash())
    equal(str(found["total_amount"]), "100.00000000")
    by_height = {output["height"]: output for output in found["unspents"]}
    equal(sorted(by_height), [1, 2])
    equal((by_height[1]["blockhash"], by_height[2]["blockhash"]), (first, second))
    output = by_height[1]
    equal((output["confirmations"], output["coinbase"], output["vout"]), (3, True, 0))
    equal(output["txid"], node.rpc.getblock(first)["tx"][0])
    equal(str(output["amount"]), "50.00000000")
    equal(len(node.rpc.scantxoutset("start", [f"combo({KEY})", "raw(51)"])["unspents"]), 3)
    node.rpc.invalidateblock(second)
    equal(len(node.rpc.scantxoutset("start", [f"combo({KEY})", "raw(51)"])["unspents"]), 1)


def test_nothing_is_found_without_descriptors(scene: Scene) -> None:
    rpc = scene.started().rpc
    found = rpc.scantxoutset("start", [])
    equal((found["success"], found["txouts"], found["unspents"]), (True, 0, []))
    equal(found["total_amount"], 0)


def test_status_and_abort_tell_that_there_is_no_scan(scene: Scene) -> None:
    rpc = scene.started().rpc
    equal(rpc.scantxoutset("status"), None)
    equal(rpc.scantxoutset("abort"), False)


def test_bad_scans_are_refused(scene: Scene) -> None:
    rpc = scene.started().rpc
    with refused(-1, "scanobjects argument is required for the start action"):
        rpc.scantxoutset("start")
    with refused(-1, 'scantxoutset "action" ( [scanobjects,...] )'):
        rpc.scantxoutset()
    with refused(-8, "Invalid action 'go'"):
        rpc.scantxoutset("go")
    with refused(-8, "Scan object needs to be either a string or an object"):
        rpc.scantxoutset("start", [1])
    with refused(-8, "Descriptor needs to be provided in scan object"):
        rpc.scantxoutset("start", [{"range": 1}])
    with refused(-8, "End of range is too high"):
        rpc.scantxoutset("start", [{"desc": "raw(51)", "range": -1}])
    with refused(-5, "'desc' is not a valid descriptor function"):
        rpc.scantxoutset("start", ["desc"])
    equal(rpc.scantxoutset("status"), None)


def test_what_scripts_received_and_spent_is_told_in_its_order(scene: Scene) -> None:
    rpc = scene.started().rpc
    first, *_ = rpc.generatetodescriptor(101, "raw(51)")
    [funding] = rpc.getblock(first)["tx"]
    transaction = Transaction([Input(bytes.fromhex(funding)[::-1], 0)], [Output(1000, b"\x52")])
    pay, txid = transaction.serialized().hex(), transaction.txid[::-1].hex()
    equal(rpc.getdescriptoractivity([], ["raw(51)"], False), {"activity": []})
    second = rpc.generateblock("raw(53)", [pay])["hash"]
    activity = rpc.getdescriptoractivity([second, first, second], ["raw(51)", "raw(52)"])["activity"]
    equal(
        [(each["type"], each["height"]) for each in activity],
        [("receive", 1), ("spend", 102), ("receive", 102)],
    )
    equal((activity[0]["txid"], activity[0]["vout"], activity[0]["blockhash"]), (funding, 0, first))
    equal(
        (activity[1]["spend_txid"], activity[1]["prevout_txid"], activity[1]["spend_vin"]), (txid, funding, 0)
    )
    equal((activity[2]["txid"], activity[2]["output_spk"]["hex"]), (txid, "52"))
    with refused(-5, "Block not found"):
        rpc.getdescriptoractivity(["00" * 32], ["raw(51)"])
    rpc.invalidateblock(second)
    with refused(-8, "Block is not in main chain"):
        rpc.getdescriptoractivity([second], ["raw(51)"])
