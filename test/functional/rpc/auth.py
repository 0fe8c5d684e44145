"""Who may call: cookie, rpcauth, rpcuser, whitelists and addresses."""

from __future__ import annotations

import json
import stat

from framework.node import Node
from framework.node import run as run_program
from framework.rpc import RPCClient, basic
from framework.scene import SOURCE, Scene, equal, refused

UPTIME = {"method": "uptime", "params": []}
NO_SERVER = "Error: Unable to start HTTP server. See debug log for details."
#: The password is "bitcoin".
USER1 = (
    "user1:6dd184e5e69271fdd69103464630014f$eb3d7ce67c4d1ff3564270519b03b636c0291012692a5fa3dd1d2075daedd07b"
)


def status(node: Node, user: str, password: str, request: dict[str, object] | None = None) -> int:
    """The HTTP status of a call with these credentials."""
    client = RPCClient(node.rpc_port, user, password)
    return client.post(request or UPTIME).status


def test_cookie_opens_the_door_and_changes_with_each_start(scene: Scene) -> None:
    node = scene.started()
    first = node.cookie.read_text()
    user, _, password = first.partition(":")
    equal((user, len(password)), ("__cookie__", 64))
    equal(status(node, user, password), 200)
    equal(status(node, user, password[:-1] + ("0" if password[-1] != "0" else "1")), 401)
    node.restart()
    assert node.cookie.read_text() != first
    equal(status(node, user, password), 401)


def test_unauthorized_answer_asks_for_basic_authentication(scene: Scene) -> None:
    node = scene.started()
    for authorization in ("Bearer token", "Basic !!!", basic("no", "one"), "Basic "):
        reply = node.rpc.post(UPTIME, authorization=authorization)
        equal((authorization, reply.status), (authorization, 401))
        assert "WWW-Authenticate" in reply.headers


def test_rpcauth_users_come_from_file_and_command_line(scene: Scene) -> None:
    tool = run_program(["python3", str(SOURCE / "share/rpcauth/rpcauth.py"), "--json", "alice"])
    made = json.loads(tool.stdout)
    node = scene.node()
    node.write_config(f"rpcauth={made['rpcauth']}")
    node.start(f"-rpcauth={USER1}")
    equal(status(node, "alice", made["password"]), 200)
    equal(status(node, "user1", "bitcoin"), 200)
    for user, password in (("alice", "bitcoin"), ("user1", ""), ("user", "bitcoin"), ("", "bitcoin")):
        equal((user, status(node, user, password)), (user, 401))


def test_rpcuser_and_rpcpassword_replace_the_cookie(scene: Scene) -> None:
    node = scene.node()
    node.write_config("rpcuser=us\u20bfer", "rpcpassword=pass\U0001f511")
    node.launch()
    node.log.wait_for("Done loading")
    assert not node.cookie.exists()
    equal(status(node, "us\u20bfer", "pass\U0001f511"), 200)
    equal(status(node, "us\u20bfer", "pass"), 401)
    client = RPCClient(node.rpc_port, "us\u20bfer", "pass\U0001f511")
    client.stop()
    equal(node.wait_ended().code, 0)


def test_norpcauth_forgets_the_users(scene: Scene) -> None:
    node = scene.started(f"-rpcauth={USER1}", "-norpcauth")
    equal(status(node, "user1", "bitcoin"), 401)


def test_malformed_rpcauth_stops_the_start(scene: Scene) -> None:
    node = scene.node()
    for value in ("", '""', "foo", "foo:bar", "foo:bar:baz", "foo$bar:baz", "foo$bar$baz"):
        equal((value, node.start_error(f"-rpcauth={value}")), (value, NO_SERVER))
    equal(node.start_error(f"-rpcauth={USER1}", "-rpcauth="), NO_SERVER)


def test_cookie_that_cannot_be_written_stops_the_start(scene: Scene) -> None:
    node = scene.node()
    (node.chain_dir / ".cookie.tmp").mkdir(parents=True)
    equal(node.start_error(), NO_SERVER)
    assert not node.cookie.exists()


def test_rpccookieperms_lets_group_or_all_read(scene: Scene) -> None:
    node = scene.node()
    for option, mode in (((), 0o600), (("-rpccookieperms=group",), 0o640), (("-rpccookieperms=all",), 0o644)):
        node.start(*option)
        equal(oct(stat.S_IMODE(node.cookie.stat().st_mode)), oct(mode))
        node.stop()
    equal(node.start_error("-rpccookieperms=nobody"), NO_SERVER)


def test_rpccookiefile_moves_the_cookie(scene: Scene) -> None:
    node = scene.node()
    elsewhere = scene.directory / "cookie"
    node.launch(f"-rpccookiefile={elsewhere}")
    node.log.wait_for("Done loading")
    assert not node.cookie.exists()
    client = RPCClient.with_cookie(node.rpc_port, elsewhere)
    equal(client.getblockcount(), 0)
    client.stop()
    equal(node.wait_ended().code, 0)
    assert not elsewhere.exists()


def test_whitelisted_user_may_call_only_what_is_listed(scene: Scene) -> None:
    node = scene.started(
        f"-rpcauth={USER1}", "-rpcwhitelist=user1:getblockcount,uptime", "-rpcwhitelistdefault=0"
    )
    equal(status(node, "user1", "bitcoin"), 200)
    equal(status(node, "user1", "bitcoin", {"method": "getbestblockhash"}), 403)
    equal(node.rpc.getblockcount(), 0)


def test_whitelist_closes_the_door_for_others_by_default(scene: Scene) -> None:
    node = scene.started(f"-rpcauth={USER1}", "-rpcwhitelist=__cookie__:getblockcount,getmempoolinfo,stop")
    equal(status(node, "user1", "bitcoin"), 403)
    equal(node.rpc.post({"method": "uptime"}).status, 403)
    equal(node.rpc.getblockcount(), 0)


def test_lists_of_the_same_user_are_intersected(scene: Scene) -> None:
    node = scene.started(
        f"-rpcauth={USER1}",
        "-rpcwhitelist=user1:uptime,getblockcount",
        "-rpcwhitelist=user1:uptime",
        "-rpcwhitelistdefault=0",
    )
    equal(status(node, "user1", "bitcoin"), 200)
    equal(status(node, "user1", "bitcoin", {"method": "getblockcount"}), 403)


def test_batch_is_refused_whole_for_one_forbidden_call(scene: Scene) -> None:
    node = scene.started(f"-rpcauth={USER1}", "-rpcwhitelist=user1:uptime", "-rpcwhitelistdefault=0")
    client = RPCClient(node.rpc_port, "user1", "bitcoin")
    equal(client.post([UPTIME, UPTIME]).status, 200)
    equal(client.post([UPTIME, {"method": "stop"}]).status, 403)
    equal(node.rpc.getblockcount(), 0)


def test_wrong_method_is_refused_with_its_code(scene: Scene) -> None:
    node = scene.started()
    with refused(-32601, "Method not found"):
        node.rpc.nosuchmethod()
