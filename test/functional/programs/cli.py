"""`bitcoin-cli`: how it asks, what it prints and how it ends."""

from __future__ import annotations

import json

from framework.scene import Scene, equal


def test_prints_text_bare_and_json_indented(scene: Scene) -> None:
    node = scene.started()
    equal(node.cli("getblockcount").stdout, "0\n")
    equal(node.cli("getbestblockhash").stdout, node.rpc.getbestblockhash() + "\n")
    equal(node.cli("echo", "a", "b").stdout, '[\n  "a",\n  "b"\n]\n')
    equal(node.cli("echo").stdout, "[\n]\n")


def test_converts_arguments_as_the_command_declares(scene: Scene) -> None:
    node = scene.started()
    equal(node.cli("getblockhash", "0").code, 0)
    equal(
        node.cli("echojson", "1", "true", "null", '{"a":[1.50]}').stdout,
        '[\n  1,\n  true,\n  null,\n  {\n    "a": [\n      1.50\n    ]\n  }\n]\n',
    )
    equal(node.cli("echo", "1", "true").stdout, '[\n  "1",\n  "true"\n]\n')
    ended = node.cli("echojson", "not json")
    equal((ended.code, ended.stdout), (1, ""))
    equal(ended.stderr, "error: Error parsing JSON: not json\n")


def test_named_arguments_with_the_option(scene: Scene) -> None:
    node = scene.started()
    equal(json.loads(node.cli("-named", "echojson", "arg1=5").stdout), [None, 5])
    equal(json.loads(node.cli("-named", "echojson", "0", "arg1=1").stdout), [0, 1])


def test_error_of_a_command_shows_code_and_message(scene: Scene) -> None:
    node = scene.started()
    ended = node.cli("getblockhash", "42")
    equal((ended.code, ended.stdout), (8, ""))
    equal(ended.stderr, "error code: -8\nerror message:\nBlock height out of range\n")
    equal(node.cli("nosuchcommand").stderr, "error code: -32601\nerror message:\nMethod not found\n")


def test_usage_error_shows_the_help_of_the_command(scene: Scene) -> None:
    ended = scene.started().cli("getblockhash")
    equal(ended.code, 1)
    assert ended.stderr.startswith("error code: -1\nerror message:\ngetblockhash height\n\n"), ended.stderr


def test_without_a_command_it_asks_for_one(scene: Scene) -> None:
    ended = scene.started().cli()
    equal((ended.code, ended.stdout), (1, ""))
    assert "too few parameters (need at least command)" in ended.stderr, ended.stderr


def test_wrong_password_is_told_apart_from_no_node(scene: Scene) -> None:
    node = scene.started()
    ended = node.cli("-rpcuser=u", "-rpcpassword=wrong", "getblockcount")
    equal(ended.code, 1)
    assert "Authorization failed: Incorrect rpcuser or rpcpassword" in ended.stderr, ended.stderr
    node.stop()
    ended = node.cli("getblockcount")
    equal(ended.code, 1)
    assert f"Could not connect to the server 127.0.0.1:{node.rpc_port}" in ended.stderr or (
        f"error: Error while attempting to communicate with server 127.0.0.1:{node.rpc_port}" in ended.stderr
    ), ended.stderr


def test_missing_credentials_name_the_configuration_file(scene: Scene) -> None:
    node = scene.started()
    node.cookie.rename(node.cookie.with_name("hidden"))
    ended = node.cli("getblockcount")
    equal(ended.code, 1)
    assert (
        "Failed to read cookie file and no rpcpassword was specified. Configuration file: (" in ended.stderr
    ), ended.stderr
    node.cookie.with_name("hidden").rename(node.cookie)


def test_rpcwait_waits_for_the_node(scene: Scene) -> None:
    node = scene.node()
    node.launch()
    equal(node.cli("-rpcwait", "getblockcount").stdout, "0\n")


def test_rpcwait_gives_up_in_time(scene: Scene) -> None:
    ended = scene.node().cli("-rpcwait", "-rpcwaittimeout=1", "getblockcount", timeout=20)
    equal(ended.code, 1)
    assert ended.stderr.startswith("error: timeout on transient error"), ended.stderr


def test_stdin_holds_further_arguments(scene: Scene) -> None:
    node = scene.started()
    equal(json.loads(node.cli("-stdin", "echo", "one", stdin="two\nthree\n").stdout), ["one", "two", "three"])
    equal(node.cli("-stdin", stdin="getblockcount\n").stdout, "0\n")


def test_password_from_stdin(scene: Scene) -> None:
    node = scene.started()
    user, _, password = node.cookie.read_text().partition(":")
    ended = node.cli(f"-rpcuser={user}", "-stdinrpcpass", "getblockcount", stdin=password + "\n")
    equal((ended.code, ended.stdout), (0, "0\n"))


def test_version_and_help(scene: Scene) -> None:
    ended = scene.run("bitcoin-cli", "-version")
    equal(ended.code, 0)
    assert " RPC client version v" in ended.stdout.splitlines()[0], ended.stdout
    ended = scene.run("bitcoin-cli", "-help")
    equal(ended.code, 0)
    assert "-rpcwait" in ended.stdout and "-named" in ended.stdout


def test_unknown_option_is_refused(scene: Scene) -> None:
    ended = scene.run("bitcoin-cli", "-nosuchoption", "getblockcount")
    equal(
        (ended.code, ended.stderr),
        (1, "Error parsing command line arguments: Invalid parameter -nosuchoption\n"),
    )


def test_getinfo_sums_up(scene: Scene) -> None:
    ended = scene.started().cli("-getinfo")
    equal(ended.code, 0)
    for line in ("Chain: regtest", "Blocks: 0", "Headers: 0"):
        assert line in ended.stdout, (line, ended.stdout)


def test_ipc_is_used_by_itself_when_there_is_a_socket(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    for option in ((), ("-ipcconnect=auto",), ("-ipcconnect=unix",), (f"-ipcconnect=unix:{node.socket}",)):
        ended = node.cli("-rpcpassword=wrong", *option, "echo", "foo")
        equal((option, ended.code, ended.stdout), (option, 0, '[\n  "foo"\n]\n'))
    ended = node.cli("-rpcpassword=wrong", "-noipcconnect", "echo", "foo")
    assert "Authorization failed" in ended.stderr, ended


def test_ipc_ends_without_a_word_each_time(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    for attempt in range(20):
        ended = node.cli("-ipcconnect=unix", "echo", "foo")
        equal((attempt, ended.code, ended.stderr), (attempt, 0, ""))


def test_ipc_that_cannot_connect_says_how_to_start_a_node(scene: Scene) -> None:
    scene.needs_multiprocess()
    ended = scene.started().cli("-ipcconnect=unix", "echo")
    equal(ended.code, 1)
    assert "bitcoin-node -chain=regtest -ipcbind=unix" in ended.stderr, ended.stderr


def test_ipc_and_http_cannot_both_be_asked_for(scene: Scene) -> None:
    scene.needs_multiprocess()
    ended = scene.started("-ipcbind=unix").cli("-ipcconnect=unix", "-rpcconnect=127.0.0.1", "echo")
    equal(
        (ended.code, ended.stderr), (1, "error: -rpcconnect and -ipcconnect options cannot both be enabled\n")
    )
