"""The JSON-RPC protocol in its three versions."""

from __future__ import annotations

import json
from typing import Any

from framework.rpc import METHOD_NOT_FOUND, Json
from framework.scene import Scene, equal, refused

GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
INVALID_REQUEST, PARSE_ERROR = -32600, -32700
INVALID_PARAMETER, TYPE_ERROR, MISC_ERROR = -8, -3, -1


def test_version_2_answers_with_result_or_error_and_status_200(scene: Scene) -> None:
    rpc = scene.started().rpc
    reply = rpc.post({"jsonrpc": "2.0", "id": "a", "method": "getblockcount"})
    equal((reply.status, reply.json), (200, {"jsonrpc": "2.0", "result": 0, "id": "a"}))
    reply = rpc.post({"jsonrpc": "2.0", "id": 7, "method": "nosuchmethod"})
    error = {"code": METHOD_NOT_FOUND, "message": "Method not found"}
    equal((reply.status, reply.json), (200, {"jsonrpc": "2.0", "error": error, "id": 7}))


def test_version_1_answers_with_both_and_an_http_status(scene: Scene) -> None:
    rpc = scene.started().rpc
    for version in ({}, {"version": "1.1"}, {"jsonrpc": "1.0"}):
        reply = rpc.post({**version, "id": 1, "method": "getblockcount"})
        equal((reply.status, reply.json), (200, {"result": 0, "error": None, "id": 1}))
        reply = rpc.post({**version, "id": 1, "method": "nosuchmethod"})
        error = {"code": METHOD_NOT_FOUND, "message": "Method not found"}
        equal((reply.status, reply.json), (404, {"result": None, "error": error, "id": 1}))
        equal(rpc.post({**version, "id": 1, "method": "getblockhash", "params": [42]}).status, 500)


def test_version_2_without_id_is_a_notification(scene: Scene) -> None:
    rpc = scene.started().rpc
    reply = rpc.post({"jsonrpc": "2.0", "method": "getblockcount"})
    equal((reply.status, reply.body), (204, b""))
    reply = rpc.post({"jsonrpc": "2.0", "method": "nosuchmethod"})
    equal((reply.status, reply.body), (204, b""))
    reply = rpc.post({"jsonrpc": "2.0", "id": None, "method": "getblockcount"})
    equal((reply.status, reply.json["result"]), (200, 0))


def test_requests_that_are_no_request_say_what_is_wrong(scene: Scene) -> None:
    rpc = scene.started().rpc
    cases: list[tuple[Json, int, int, str]] = [
        ({"id": 1}, 400, INVALID_REQUEST, "Missing method"),
        ({"id": 1, "method": 5}, 400, INVALID_REQUEST, "Method must be a string"),
        (
            {"id": 1, "method": "uptime", "params": "x"},
            400,
            INVALID_REQUEST,
            "Params must be an array or object",
        ),
        ({"jsonrpc": 2, "method": "uptime"}, 400, INVALID_REQUEST, "jsonrpc field must be a string"),
        ({"jsonrpc": "3.0", "method": "uptime"}, 400, INVALID_REQUEST, "JSON-RPC version not supported"),
        ("a string", 500, PARSE_ERROR, "Top-level object parse error"),
        (b"", 500, PARSE_ERROR, "Parse error"),
        (b"this is bad", 500, PARSE_ERROR, "Parse error"),
        (b'{"method": "uptime"} trailing', 500, PARSE_ERROR, "Parse error"),
    ]
    for request, status, code, message in cases:
        reply = rpc.post(request)
        error = reply.json["error"]
        equal((request, reply.status, error["code"], error["message"]), (request, status, code, message))


def test_deeply_nested_request_is_a_parse_error(scene: Scene) -> None:
    rpc = scene.started().rpc
    reply = rpc.post(b'{"method":"echo","params":' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    equal((reply.status, reply.json["error"]["code"]), (500, PARSE_ERROR))
    equal(rpc.getblockcount(), 0)


def test_batch_answers_each_request_in_order(scene: Scene) -> None:
    rpc = scene.started().rpc
    batch: list[dict[str, Any]] = [
        {"jsonrpc": "2.0", "id": 1, "method": "getblockcount"},
        {"jsonrpc": "2.0", "id": 2, "method": "nosuchmethod"},
        {"jsonrpc": "2.0", "method": "getblockcount"},
        {"id": 3, "method": "getblockhash", "params": [0]},
        {"id": 4},
    ]
    reply = rpc.post(batch)
    not_found = {"code": METHOD_NOT_FOUND, "message": "Method not found"}
    missing = {"code": INVALID_REQUEST, "message": "Missing method"}
    equal(reply.status, 200)
    equal(
        reply.json,
        [
            {"jsonrpc": "2.0", "result": 0, "id": 1},
            {"jsonrpc": "2.0", "error": not_found, "id": 2},
            {"result": GENESIS, "error": None, "id": 3},
            {"result": None, "error": missing, "id": 4},
        ],
    )


def test_empty_batch_and_batch_of_notifications(scene: Scene) -> None:
    rpc = scene.started().rpc
    reply = rpc.post([])
    equal((reply.status, reply.json), (200, []))
    reply = rpc.post([{"jsonrpc": "2.0", "method": "uptime"}, {"jsonrpc": "2.0", "method": "nosuchmethod"}])
    equal((reply.status, reply.body), (204, b""))


def test_named_arguments_take_their_places(scene: Scene) -> None:
    rpc = scene.started().rpc
    equal(rpc.echojson(), [])
    equal(rpc.echojson(arg0=0, arg9=9), [0] + [None] * 8 + [9])
    equal(rpc.echojson(0, 1, arg3=3), [0, 1, None, 3])
    equal(rpc.getblockhash(height=0), GENESIS)
    with refused(INVALID_PARAMETER, "Unknown named parameter nosuch"):
        rpc.echojson(nosuch=1)
    with refused(INVALID_PARAMETER, "Parameter arg1 specified twice both as positional and named argument"):
        rpc.echojson(0, 1, arg1=1)


def test_wrong_argument_counts_and_types_are_refused(scene: Scene) -> None:
    rpc = scene.started().rpc
    with refused(MISC_ERROR, "getblockhash height\n"):
        rpc.getblockhash()
    with refused(MISC_ERROR, "getblockcount\n"):
        rpc.getblockcount(1)
    with refused(TYPE_ERROR, "JSON value of type string is not of expected type number"):
        rpc.getblockhash("zero")
    with refused(INVALID_PARAMETER, "Block height out of range"):
        rpc.getblockhash(1)
    with refused(INVALID_PARAMETER, "blockhash must be of length 64 (not 2, for '00')"):
        rpc.getblock("00")


def test_numbers_and_text_come_back_exactly(scene: Scene) -> None:
    rpc = scene.started().rpc
    text = 'quote" backslash\\ newline\n nul-free \u20bf \U0001f3c3 \x7f'
    equal(
        rpc.echo(text, 21_000_000, -1, True, None, {"b": 1, "a": [2]}),
        [text, 21_000_000, -1, True, None, {"b": 1, "a": [2]}],
    )
    reply = rpc.post(b'{"id":1,"method":"echo","params":[20999999.97690000,1e2,0.10]}')
    assert reply.body.startswith(b'{"result":[20999999.97690000,1e2,0.10]'), reply.body


def test_help_lists_and_explains_commands(scene: Scene) -> None:
    rpc = scene.started().rpc
    listing = rpc.help()
    for heading in ("== Blockchain ==", "== Control ==", "== Network =="):
        assert heading in listing, heading
    for command in (
        "getblockcount",
        'getblock "blockhash" ( verbosity )',
        'help ( "command" )',
        "stop",
        "uptime",
    ):
        assert command in listing.splitlines(), command
    text = rpc.help("getblockhash")
    for part in (
        "getblockhash height\n",
        "Arguments:\n1. height",
        "Result:\n",
        "Examples:\n> bitcoin-cli getblockhash",
    ):
        assert part in text, (part, text)
    equal(rpc.help("nosuchcommand"), "help: unknown command: nosuchcommand")


def test_hidden_commands_are_not_listed_but_work(scene: Scene) -> None:
    rpc = scene.started().rpc
    assert "echojson" not in rpc.help()
    assert rpc.help("echojson").startswith("echojson ")


def test_getrpcinfo_shows_the_call_itself(scene: Scene) -> None:
    node = scene.started()
    info = node.rpc.getrpcinfo()
    equal([command["method"] for command in info["active_commands"]], ["getrpcinfo"])
    assert info["active_commands"][0]["duration"] >= 0
    equal(info["logpath"], str(node.log.path))


def test_answer_is_one_line_of_json(scene: Scene) -> None:
    reply = scene.started().rpc.post({"jsonrpc": "2.0", "id": 1, "method": "getblockcount"})
    equal(reply.headers["Content-Type"], "application/json")
    assert reply.body.endswith(b"\n") and reply.body.count(b"\n") == 1
    json.loads(reply.body)
