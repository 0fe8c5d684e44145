"""What debug.log and the console say, and what they must never say."""

from __future__ import annotations

import re
import time

from framework.rpc import RPCClient
from framework.scene import Scene, equal

STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ")
MICROSECONDS = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z ")


def test_every_line_starts_with_the_time(scene: Scene) -> None:
    node = scene.started()
    node.stop()
    lines = [line for line in node.log.text().splitlines() if line]
    assert len(lines) > 10
    for line in lines:
        assert STAMP.match(line), line


def test_logtimemicros_adds_microseconds(scene: Scene) -> None:
    node = scene.started("-logtimemicros")
    lines = [line for line in node.log.text().splitlines() if line]
    assert all(MICROSECONDS.match(line) for line in lines), lines[:3]


def test_log_names_the_essentials(scene: Scene) -> None:
    node = scene.started("-uacomment=seen")
    log = node.log.text()
    for text in (
        " version v",
        f"Using data directory {node.chain_dir}",
        f"Config file: {node.config_file}",
        "Config file arg: regtest=",
        'Command-line arg: uacomment="seen"',
        "init message: Done loading",
    ):
        assert text in log, text


def test_printtoconsole_writes_the_log_to_standard_output(scene: Scene) -> None:
    node = scene.node()
    node.start("-printtoconsole=1")
    node.stop()
    output = node.ended().stdout
    assert "init message: Done loading" in output
    assert output.splitlines()[-1].endswith("Shutdown done"), output.splitlines()[-1]


def test_log_file_can_be_elsewhere_or_nowhere(scene: Scene) -> None:
    node = scene.node()
    elsewhere = scene.directory / "elsewhere.log"
    node.start(f"-debuglogfile={elsewhere}")
    node.stop()
    assert "Done loading" in elsewhere.read_text()
    assert not node.log.path.exists()
    node.start("-nodebuglogfile")
    assert not node.log.path.exists()


def test_log_file_in_a_missing_folder_is_refused(scene: Scene) -> None:
    error = scene.node().start_error("-debuglogfile=missing/debug.log")
    assert error.startswith("Error: Could not open debug log file "), error


def test_unknown_category_is_refused(scene: Scene) -> None:
    node = scene.node()
    equal(node.start_error("-debug=abc"), "Error: Unsupported logging category -debug=abc.")
    equal(node.start_error("-debugexclude=abc"), "Error: Unsupported logging category -debugexclude=abc.")


def test_unknown_level_is_refused(scene: Scene) -> None:
    equal(
        scene.node().start_error("-loglevel=abc"),
        "Error: Unsupported global logging level -loglevel=abc. Valid values: info, debug, trace.",
    )


def test_categories_of_the_command_line_are_on(scene: Scene) -> None:
    node = scene.started("-debug=http", "-debug=0", "-debug=rpc", "-debug=net")
    logging = node.rpc.logging()
    equal((logging["http"], logging["rpc"], logging["net"], logging["mempool"]), (False, True, True, False))


def test_categories_can_be_switched_while_running(scene: Scene) -> None:
    node = scene.started()
    equal(node.rpc.logging(["rpc"])["rpc"], True)
    with node.log.expecting("[rpc] ThreadRPCServer method=uptime user=__cookie__"):
        node.rpc.uptime()
    equal(node.rpc.logging([], ["rpc"])["rpc"], False)
    size = node.log.size
    node.rpc.uptime()
    time.sleep(0.2)
    assert "method=uptime" not in node.log.text(size)


def test_secrets_are_never_logged(scene: Scene) -> None:
    node = scene.node()
    secret = "correct-horse-battery-staple"
    salt, digest = "6dd184e5e69271fdd69103464630014f", "eb3d7ce67c4d1ff3564270519b03b636" * 2
    salted = f"user:{salt}${digest}"
    node.write_config(f"rpcpassword={secret}", "rpcuser=alice")
    node.launch("-debug=1", "-loglevel=trace", f"-rpcauth={salted}")
    node.log.wait_for("Done loading")
    client = RPCClient(node.rpc_port, "alice", secret)
    wrong = RPCClient(node.rpc_port, "alice", "another-secret-word")
    equal(wrong.post({"method": "uptime", "params": []}).status, 401)
    assert client.uptime() >= 0
    client.stop()
    equal(node.wait_ended().code, 0)
    log = node.log.text()
    assert "rpcuser=****" in log and "rpcpassword=****" in log and "rpcauth=****" in log
    for hidden in (secret, salt, digest, "another-secret-word", "alice:"):
        assert hidden not in log, f"{hidden} in the log"


def test_cookie_is_never_logged(scene: Scene) -> None:
    node = scene.started("-debug=1", "-loglevel=trace")
    password = node.cookie.read_text().partition(":")[2]
    node.rpc.uptime()
    node.stop()
    assert password not in node.log.text()


def test_log_is_shrunk_when_it_is_large(scene: Scene) -> None:
    node = scene.node()
    node.chain_dir.mkdir()
    node.log.path.write_text("old line of the log\n" * 600_000)
    node.start("-shrinkdebugfile=1", "-nodebug")
    assert node.log.size < 11_000_000, node.log.size
    assert "Done loading" in node.log.text(node.log.size - 20_000)
