"""The REST interface: the same facts as by commands, for everybody and in three formats."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from framework.blocks import sha256, spend
from framework.chaindata import BlockRun, regtest
from framework.node import Node
from framework.rpc import Reply, fetch
from framework.scene import Scene, equal
from framework.wait import wait_until
from framework.zeromq import ANYONE

IMMUTABLE = "public, immutable, max-age=86400"
NO_STORE = "no-store"
UNKNOWN = "00" * 32


def get(node: Node, path: str, *, status: int = 200, cache: str = NO_STORE) -> Reply:
    """What is below /rest, with the expected status and freshness."""
    reply = fetch(node.rpc_port, "/rest" + path)
    equal((path, reply.status, reply.headers.get("Cache-Control")), (path, status, cache))
    return reply


def refuse(node: Node, path: str, status: int, message: str) -> None:
    """An answer that says in plain text what is wrong."""
    reply = get(node, path, status=status)
    equal((reply.body.decode(), reply.headers["Content-Type"]), (message + "\r\n", "text/plain"))


def three_forms(node: Node, path: str, *, cache: str = NO_STORE, query: str = "") -> bytes:
    """The bytes that .bin and .hex agree on."""
    binary = get(node, f"{path}.bin{query}", cache=cache)
    text = get(node, f"{path}.hex{query}", cache=cache)
    equal(binary.headers["Content-Type"], "application/octet-stream")
    equal(text.headers["Content-Type"], "text/plain")
    equal(text.body, binary.body.hex().encode() + b"\n")
    return binary.body


def loaded(scene: Scene, node: Node, run: BlockRun, *options: str) -> Node:
    """A node that has read the run, with all that REST serves."""
    node.start(f"-loadblock={run.file}", "-rest", "-txindex", "-blockfilterindex", *options)
    wait_until("all blocks are read", lambda: node.rpc.getblockcount() == run.height, timeout=120)
    synced = {"synced": True, "best_block_height": run.height}
    wait_until("the indexes are built", lambda: all(i == synced for i in node.rpc.getindexinfo().values()))
    return node


def test_tells_of_blocks_what_commands_tell(scene: Scene) -> None:
    run = regtest(scene)
    node = loaded(scene, scene.node(), run)
    for height in (0, 1, 100, run.height - 1, run.height):
        block = run.hashes[height]
        raw = three_forms(node, f"/block/{block}", cache=IMMUTABLE)
        equal(raw.hex(), node.rpc.getblock(block, 0))
        equal(get(node, f"/block/{block}.json").json, node.rpc.getblock(block, 3))
        equal(get(node, f"/block/notxdetails/{block}.json").json, node.rpc.getblock(block, 1))
        equal(three_forms(node, f"/block/notxdetails/{block}", cache=IMMUTABLE), raw)

        part = three_forms(node, f"/blockpart/{block}", cache=IMMUTABLE, query="?offset=20&size=150")
        equal(part, raw[20:170])
        end = f"?offset={len(raw) - 5}&size=5"
        equal(get(node, f"/blockpart/{block}.bin{end}", cache=IMMUTABLE).body, raw[-5:])

        equal(get(node, f"/blockhashbyheight/{height}.json").json, {"blockhash": block})
        equal(get(node, f"/blockhashbyheight/{height}.hex").body, f"{block}\n".encode())
        equal(get(node, f"/blockhashbyheight/{height}.bin").body[::-1].hex(), block)
        equal(
            get(node, f"/deploymentinfo/{block}.json", cache=IMMUTABLE).json,
            node.rpc.getdeploymentinfo(block),
        )
        filter_ = node.rpc.getblockfilter(block)
        equal(
            get(node, f"/blockfilter/basic/{block}.json", cache=IMMUTABLE).json,
            {"filter": filter_["filter"]},
        )
        packed = three_forms(node, f"/blockfilter/basic/{block}", cache=IMMUTABLE)
        encoded = bytes.fromhex(filter_["filter"])
        equal(packed, bytes([0]) + bytes.fromhex(block)[::-1] + bytes([len(encoded)]) + encoded)
    equal(get(node, "/chaininfo.json").json, node.rpc.getblockchaininfo())
    equal(get(node, "/deploymentinfo.json").json, node.rpc.getdeploymentinfo())


def test_headers_come_in_rows_and_bounded(scene: Scene) -> None:
    run = regtest(scene)
    node = loaded(scene, scene.node(), run)
    for kind, size in (("headers", 80), ("blockfilterheaders/basic", 32)):
        rows = three_forms(node, f"/{kind}/{run.hashes[10]}", query="?count=7")
        equal(len(rows), 7 * size)
        equal(len(get(node, f"/{kind}/{run.hashes[10]}.json").json), 5)
        old, new = f"/{kind}/3/{run.hashes[10]}.bin", f"/{kind}/{run.hashes[10]}.bin?x&count=%33"
        equal(get(node, old).body, get(node, new).body)
        last = f"/{kind}/{run.hashes[run.height - 2]}.json?count=2000"
        equal(len(get(node, last).json), 3)
        equal(get(node, f"/{kind}/{UNKNOWN}.json").json, [])
        for count in ("0", "2001", "-1", "+1", "", "x", "18446744073709551616"):
            refuse(
                node,
                f"/{kind}/{run.tip}.json?count={count}",
                400,
                f"Header count is invalid or out of acceptable range (1-2000): {count}",
            )
    equal(get(node, f"/headers/{run.tip}.json?count=1").json, [node.rpc.getblockheader(run.tip)])
    header = get(node, f"/blockfilterheaders/basic/{run.tip}.json?count=1").json
    equal(header, [node.rpc.getblockfilter(run.tip)["header"]])
    # What left the best chain has no place in it, but is still a block.
    node.rpc.invalidateblock(run.tip)
    equal(get(node, f"/headers/{run.tip}.json").json, [])
    equal(get(node, f"/block/{run.tip}.json").json["confirmations"], -1)


def test_spent_outputs_are_those_of_the_inputs(scene: Scene) -> None:
    run = regtest(scene)
    node = loaded(scene, scene.node(), run)
    spends = 0
    for block_hash in run.hashes:
        transactions = node.rpc.getblock(block_hash, 3)["tx"]
        expected = [
            [
                {key: each["prevout"][key] for key in ("value", "scriptPubKey")}
                for each in transaction["vin"]
                if "prevout" in each
            ]
            for transaction in transactions
        ]
        equal(get(node, f"/spenttxouts/{block_hash}.json", cache=IMMUTABLE).json, expected)
        stream = BytesIO(three_forms(node, f"/spenttxouts/{block_hash}", cache=IMMUTABLE))
        read = [[read_output(stream) for _ in range(read_size(stream))] for _ in range(read_size(stream))]
        equal(read, [[(o["value"], o["scriptPubKey"]["hex"]) for o in each] for each in expected])
        equal(stream.read(), b"")
        spends += sum(map(len, expected))
    assert spends > 0, "the run has transactions besides coinbases"


def read_size(stream: BytesIO) -> int:
    """A CompactSize below 65536."""
    first = stream.read(1)[0]
    return first if first < 253 else int.from_bytes(stream.read(2), "little")


def read_output(stream: BytesIO) -> tuple[Decimal, str]:
    """An amount in whole coins, and a script."""
    value = Decimal(int.from_bytes(stream.read(8), "little")) / 100_000_000
    return value, stream.read(read_size(stream)).hex()


def test_transactions_and_their_outputs(scene: Scene) -> None:
    run = regtest(scene)
    node = loaded(scene, scene.node(), run)
    transaction = node.rpc.getblock(run.tip, 2)["tx"][0]
    txid = transaction["txid"]
    equal(three_forms(node, f"/tx/{txid}").hex(), transaction["hex"])
    found = get(node, f"/tx/{txid}.json").json
    equal(found, {**transaction, "blockhash": run.tip})
    refuse(node, "/tx/abc.json", 400, "Invalid hash: abc")
    refuse(node, f"/tx/{UNKNOWN}.json", 404, f"{UNKNOWN} not found")
    refuse(node, f"/tx/{txid}", 404, "output format not found (available: .bin, .hex, .json)")

    output = transaction["vout"][0]
    path = f"/getutxos/{txid}-0/{UNKNOWN}-7"
    answer = get(node, path + ".json").json
    equal(
        answer,
        {
            "chainHeight": run.height,
            "chaintipHash": run.tip,
            "bitmap": "10",
            "utxos": [
                {"height": run.height, "value": output["value"], "scriptPubKey": output["scriptPubKey"]}
            ],
        },
    )
    binary = three_forms(node, path)
    script = bytes.fromhex(output["scriptPubKey"]["hex"])
    equal(
        binary,
        run.height.to_bytes(4, "little")
        + bytes.fromhex(run.tip)[::-1]
        + b"\x01\x01"
        + b"\x01"
        + bytes(4)
        + run.height.to_bytes(4, "little")
        + int(output["value"] * 100_000_000).to_bytes(8, "little")
        + bytes([len(script)])
        + script,
    )
    query = b"\x02" + bytes.fromhex(txid)[::-1] + bytes(4) + bytes(32) + (7).to_bytes(4, "little")
    for body, form in ((query, "bin"), (query.hex().encode() + b"\n", "hex")):
        reply = fetch(node.rpc_port, f"/rest/getutxos.{form}", method="POST", body=body)
        equal(reply.status, 200)
        equal(reply.body, binary if form == "bin" else binary.hex().encode() + b"\n")


def test_the_mempool_counts_where_it_is_asked_for(scene: Scene) -> None:
    node = scene.node()
    node.start("-rest")
    block = node.rpc.generatetoaddress(101, ANYONE)[0]
    coin = node.rpc.getblock(block)["tx"][0]
    transaction = spend(coin, 0, 4_999_990_000, b"\x00\x20" + sha256(b"\x51"))
    txid = node.rpc.sendrawtransaction(transaction.serialized().hex())
    equal(three_forms(node, f"/tx/{txid}"), transaction.serialized())
    found = get(node, f"/tx/{txid}.json").json
    equal((found["txid"], "blockhash" in found), (txid, False))

    places = f"{coin}-0/{txid}-0/{txid}-1"
    equal(get(node, f"/getutxos/{places}.json").json["bitmap"], "100")
    answer = get(node, f"/getutxos/checkmempool/{places}.json").json
    equal(answer["bitmap"], "010")
    equal([each["height"] for each in answer["utxos"]], [0x7FFFFFFF])

    equal(get(node, "/mempool/info.json").json, node.rpc.getmempoolinfo())
    equal(get(node, "/mempool/contents.json").json, node.rpc.getrawmempool(True))
    equal(get(node, "/mempool/contents.json?verbose=false").json, [txid])
    equal(
        get(node, "/mempool/contents.json?verbose=false&mempool_sequence=true").json,
        node.rpc.getrawmempool(False, True),
    )
    for query, message in (
        ("verbose=1", 'The "verbose" query parameter must be either "true" or "false".'),
        ("mempool_sequence=x", 'The "mempool_sequence" query parameter must be either "true" or "false".'),
        (
            "mempool_sequence=true",
            'Verbose results cannot contain mempool sequence values. (hint: set "verbose=false")',
        ),
    ):
        refuse(node, f"/mempool/contents.json?{query}", 400, message)


def test_outputs_are_asked_for_properly_and_not_too_many(scene: Scene) -> None:
    node = scene.node()
    node.start("-rest")
    for path, message in (
        ("/getutxos.json", "Error: empty request"),
        ("/getutxos/checkmempool.json", "Error: empty request"),
        (f"/getutxos/{UNKNOWN}_1.json", "Parse error"),
        (f"/getutxos/{UNKNOWN}-+1.json", "Parse error"),
        (f"/getutxos/{UNKNOWN}--1.json", "Parse error"),
        (f"/getutxos/{UNKNOWN}-4294967296.json", "Parse error"),
        (f"/getutxos/{UNKNOWN}aa-1.json", "Parse error"),
        ("/getutxos/aa-1234.json", "Parse error"),
        (
            "/getutxos" + f"/{UNKNOWN}-0" * 16 + ".json",
            "Error: max outpoints exceeded (max: 15, tried: 16)",
        ),
    ):
        refuse(node, path, 400, message)
    equal(get(node, "/getutxos" + f"/{UNKNOWN}-0" * 15 + ".json").json["bitmap"], "0" * 15)
    for form, body, message in (
        ("json", b'{"checkmempool', "Error: empty request"),
        ("bin", b'{"checkmempool', "Parse error"),
        ("bin", b"\xfe\xff\xff\xff\x01", "Parse error"),
        ("bin", b"\x07" + bytes(7 * 36), "Parse error"),
    ):
        reply = fetch(node.rpc_port, f"/rest/getutxos.{form}", method="POST", body=body)
        equal((reply.status, reply.body.decode()), (400, message + "\r\n"))
    both = fetch(node.rpc_port, f"/rest/getutxos/{UNKNOWN}-0.bin", method="POST", body=b"\x00\x00")
    equal(both.body, b"Combination of URI scheme inputs and raw post data is not allowed\r\n")


def test_says_what_is_wrong(scene: Scene) -> None:
    node = scene.node()
    node.start("-rest")
    genesis = node.rpc.getblockhash(0)
    formats = "output format not found (available: .bin, .hex, .json)"
    for path, status, message in (
        ("/block/abc.json", 400, "Invalid hash: abc"),
        (f"/block/{genesis}.invalid", 400, f"Invalid hash: {genesis}.invalid"),
        (f"/block/{genesis}", 404, formats),
        (f"/block/{UNKNOWN}.json", 404, f"{UNKNOWN} not found"),
        (f"/spenttxouts/{UNKNOWN}.json", 404, f"{UNKNOWN} not found"),
        ("/spenttxouts/1/2.json", 400, "Invalid URI format. Expected /rest/spenttxouts/<hash>.<ext>"),
        ("/headers/1/2/3.json", 400, "Invalid URI format. Expected /rest/headers/<hash>.<ext>?count=<count>"),
        (f"/headers/{genesis}%.json", 400, f"Invalid hash: {genesis}%"),
        ("/blockhashbyheight/abc.json", 400, "Invalid height: abc"),
        ("/blockhashbyheight/-1.json", 400, "Invalid height: -1"),
        ("/blockhashbyheight/+1.json", 400, "Invalid height: +1"),
        ("/blockhashbyheight/.json", 400, "Invalid height: "),
        ("/blockhashbyheight/%3Cb%3E<1>.json", 400, "Invalid height: %3Cb%3E1"),
        ("/blockhashbyheight/1.json", 404, "Block height out of range"),
        ("/chaininfo.hex", 404, "output format not found (available: json)"),
        ("/deploymentinfo.bin", 404, "output format not found (available: json)"),
        (f"/deploymentinfo/{UNKNOWN}.json", 400, "Block not found"),
        ("/deploymentinfo/abc.json", 400, "Invalid hash: abc"),
        (
            "/mempool/other.json",
            400,
            "Invalid URI format. Expected /rest/mempool/<info|contents>.json",
        ),
        (f"/blockfilter/other/{genesis}.json", 400, "Unknown filtertype other"),
        (f"/blockfilter/basic/{genesis}.json", 400, "Index is not enabled for filtertype basic"),
        (f"/blockpart/{genesis}.bin", 400, "Block part offset missing or invalid"),
        (f"/blockpart/{genesis}.bin?offset=1", 400, "Block part size missing or invalid"),
        (f"/blockpart/{genesis}.bin?offset=0&size=0", 400, f"Bad block part offset/size 0/0 for {genesis}"),
        (
            f"/blockpart/{genesis}.bin?offset=18446744073709551615&size=2",
            400,
            f"Bad block part offset/size 18446744073709551615/2 for {genesis}",
        ),
        (
            f"/blockpart/{genesis}.json?offset=0&size=1",
            400,
            "JSON output is not supported for this request type",
        ),
    ):
        refuse(node, path, status, message)
    for path in ("", "/tx", "/does-not-exist"):
        get(node, path, status=404)


def test_is_off_unless_asked_for(scene: Scene) -> None:
    node = scene.started()
    equal(fetch(node.rpc_port, "/rest/chaininfo.json").status, 404)


def test_missing_files_are_an_error_and_not_the_end(scene: Scene) -> None:
    node = scene.node()
    node.start("-rest")
    genesis = node.rpc.getblockhash(0)
    file = node.chain_dir / "blocks" / "blk00000.dat"
    file.rename(file.with_suffix(".away"))
    refuse(node, f"/block/{genesis}.bin", 500, f"I/O error reading {genesis}")
    refuse(node, f"/blockpart/{genesis}.hex?offset=0&size=1", 500, f"I/O error reading {genesis}")
    file.with_suffix(".away").rename(file)
    get(node, f"/block/{genesis}.bin", cache=IMMUTABLE)


def test_answers_as_bitcoin_core_byte_by_byte(scene: Scene) -> None:
    core, run = scene.reference(), regtest(scene)
    ours = loaded(scene, scene.node(), run)
    loaded(scene, core, run)
    txid = ours.rpc.getblock(run.tip)["tx"][0]
    paths = [
        *(f"/headers/{run.hashes[5]}.{form}?count=20" for form in ("bin", "hex", "json")),
        *(f"/blockfilterheaders/basic/{run.hashes[5]}.{form}?count=20" for form in ("bin", "hex", "json")),
        *(f"/getutxos/{txid}-0/{txid}-1/{UNKNOWN}-3.{form}" for form in ("bin", "hex", "json")),
        "/deploymentinfo.json",
        "/blockhashbyheight/00003.json",
        "/blockhashbyheight/3.hex",
        "/blockhashbyheight/3.bin",
        "/blockhashbyheight/3",
        "/chaininfo.hex",
        "/headers/1.json",
        f"/getutxosx/{txid}-0.json",
        f"/block/{run.tip}.bin?a.json?b.hex",
        f"/blockpart/{run.tip}?offset=0&size=1",
        f"/blockpart/{run.tip}.bin?%6fffset=3&size=1#size=2",
        f"/headers/{run.tip}.bin?count",
    ]
    for block in run.hashes[:: max(1, run.height // 40)] + run.hashes[-5:]:
        for form in ("bin", "hex", "json"):
            paths += [
                f"/{kind}/{block}.{form}"
                for kind in ("block", "block/notxdetails", "spenttxouts", "blockfilter/basic")
            ]
        paths.append(f"/deploymentinfo/{block}.json")
        for found in ours.rpc.getblock(block)["tx"]:
            paths += [f"/tx/{found}.{form}" for form in ("bin", "hex", "json")]
    for path in paths:
        theirs, mine = (fetch(node.rpc_port, "/rest" + path) for node in (core, ours))
        equal((path, mine.status, mine.body), (path, theirs.status, theirs.body))
        for name in ("Content-Type", "Cache-Control"):
            equal((path, name, mine.headers.get(name)), (path, name, theirs.headers.get(name)))
    core.stop(stderr=None)
