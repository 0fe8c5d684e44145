"""The HTTP server's edges, spoken by hand."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

from framework.node import Node
from framework.scene import Scene, equal

COUNT = b'{"id":1,"method":"getblockcount"}'


class Raw:
    """A TCP connection to a node's RPC port."""

    def __init__(self, node: Node, *, timeout: float = 10) -> None:
        self.socket = socket.create_connection(("127.0.0.1", node.rpc_port), timeout=timeout)
        self.authorization = f"Authorization: {node.rpc.authorization}\r\n".encode()

    def send(self, data: bytes) -> None:
        """As it is."""
        self.socket.sendall(data)

    def post(self, body: bytes, headers: bytes = b"", path: bytes = b"/") -> None:
        """A well-formed request."""
        length = f"Content-Length: {len(body)}\r\n".encode()
        self.send(
            b"POST "
            + path
            + b" HTTP/1.1\r\nHost: h\r\n"
            + self.authorization
            + length
            + headers
            + b"\r\n"
            + body
        )

    def read_until(self, *parts: bytes) -> bytes:
        """Reads until all parts have come, or the end."""
        data = b""
        while not all(part in data for part in parts):
            piece = self.socket.recv(65536)
            if not piece:
                break
            data += piece
        return data

    def status(self) -> int:
        """Of the next answer; 0 where the server just closes."""
        line = self.read_until(b"\r\n\r\n").split(b"\r\n")[0].split()
        return int(line[1]) if line else 0

    def is_closed(self) -> bool:
        """Whether the server has closed the connection."""
        self.socket.settimeout(5)
        try:
            return self.socket.recv(1) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


def test_connection_stays_open_between_requests(scene: Scene) -> None:
    raw = Raw(scene.started())
    for _ in range(3):
        raw.post(COUNT)
        assert b'"result":0' in raw.read_until(b'"id":1}')


def test_connection_close_is_obeyed(scene: Scene) -> None:
    raw = Raw(scene.started())
    raw.post(COUNT, b"Connection: close\r\n")
    assert b'"result":0' in raw.read_until(b'"id":1}\n')
    assert raw.is_closed()


def test_pipelined_requests_are_answered_in_order(scene: Scene) -> None:
    raw = Raw(scene.started())
    for number in range(20):
        raw.post(b'{"id":%d,"method":"echo","params":[%d]}' % (number, number))
    answers = raw.read_until(b'"id":19}')
    order = [answers.index(b'"result":[%d]' % number) for number in range(20)]
    equal(order, sorted(order))


def test_request_may_arrive_byte_by_byte(scene: Scene) -> None:
    raw = Raw(scene.started())
    request = b"POST / HTTP/1.1\r\n" + raw.authorization + b"Content-Length: 33\r\n\r\n" + COUNT
    for index in range(len(request)):
        raw.send(request[index : index + 1])
    assert b'"result":0' in raw.read_until(b'"id":1}')


def test_chunked_body_is_joined(scene: Scene) -> None:
    raw = Raw(scene.started())
    raw.send(b"POST / HTTP/1.1\r\n" + raw.authorization + b"Transfer-Encoding: chunked\r\n\r\n")
    for part in (COUNT[:10], COUNT[10:]):
        raw.send(b"%x\r\n%s\r\n" % (len(part), part))
    raw.send(b"0\r\n\r\n")
    assert b'"result":0' in raw.read_until(b'"id":1}')


def test_only_post_reaches_the_commands(scene: Scene) -> None:
    node = scene.started()
    for method in (b"GET", b"DELETE", b"PATCH", b"OPTIONS", b"TRACE"):
        raw = Raw(node)
        raw.send(method + b" / HTTP/1.1\r\nHost: h\r\n" + raw.authorization + b"\r\n")
        equal((method, raw.status()), (method, 405))


def test_other_paths_are_not_found(scene: Scene) -> None:
    node = scene.started()
    for path in (b"/x", b"/../etc/passwd", b"/%2e%2e/etc/passwd"):
        raw = Raw(node)
        raw.post(COUNT, path=path)
        equal((path, raw.status()), (path, 404))


def test_malformed_requests_are_answered_400(scene: Scene) -> None:
    node = scene.started()
    cases = [
        b"GET / \r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        b"GET / HTTP/INVALID\r\nHost: h\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"GET /a\x00b HTTP/1.1\r\nHost: h\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost : h\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: h\r\n folded: x\r\nContent-Length: 0\r\n\r\n",
        b"POST / HTTP/1.1\r\nno colon here\r\n\r\n",
    ]
    for request in cases:
        raw = Raw(node)
        raw.send(request)
        equal((request, raw.status()), (request, 400))
    equal(node.rpc.getblockcount(), 0)


def test_headers_over_8192_bytes_are_refused(scene: Scene) -> None:
    node = scene.started()
    raw = Raw(node)
    raw.send(b"GET /" + b"x" * 8192 + b" HTTP/1.1\r\nHost: h\r\n\r\n")
    equal(raw.status(), 400)
    raw = Raw(node)
    raw.post(COUNT, b"".join(b"h%04d: foo\r\n" % number for number in range(1000)))
    equal(raw.status(), 400)
    equal(node.rpc.getblockcount(), 0)


def test_body_over_32_megabytes_is_refused_unread(scene: Scene) -> None:
    node = scene.started()
    raw = Raw(node)
    raw.send(
        b"POST / HTTP/1.1\r\n" + raw.authorization + b"Content-Length: %d\r\n\r\n" % (32 * 1024 * 1024 + 1)
    )
    equal(raw.status(), 413)
    equal(node.rpc.getblockcount(), 0)


def test_idle_connection_is_closed_after_rpcservertimeout(scene: Scene) -> None:
    node = scene.started("-rpcservertimeout=1")
    raw = Raw(node)
    raw.send(b"GET /x HTTP/1.1\r\nHost: h\r\n")
    started = time.monotonic()
    assert raw.is_closed()
    waited = time.monotonic() - started
    assert 0.3 < waited < 4, waited
    node.rpc.close()  # this one was idle too


def test_work_queue_has_a_bound(scene: Scene) -> None:
    node = scene.started("-rpcworkqueue=1", "-rpcthreads=1")
    with ThreadPoolExecutor(12) as pool:
        request = {"id": 1, "method": "waitfornewblock", "params": [700]}
        replies = list(pool.map(lambda _: node.new_client().post(request), range(12)))
    refused = [reply for reply in replies if reply.status == 503]
    assert refused and len(refused) < 12, [reply.status for reply in replies]
    equal(refused[0].body, b"Work queue depth exceeded")
    equal(node.rpc.getblockcount(), 0)


def test_many_connections_at_once_are_served(scene: Scene) -> None:
    node = scene.started("-rpcworkqueue=150")
    raws = [Raw(node) for _ in range(150)]
    for raw in raws:
        raw.post(COUNT)
    assert all(b'"result":0' in raw.read_until(b'"id":1}') for raw in raws)


def test_client_that_goes_away_leaves_no_trace(scene: Scene) -> None:
    node = scene.started()
    for _ in range(50):
        raw = Raw(node)
        raw.send(b"POST / HTTP/1.1\r\n" + raw.authorization + b"Content-Length: 1000\r\n\r\nhalf")
        raw.socket.close()
    equal(node.rpc.getblockcount(), 0)


def test_address_that_is_not_allowed_is_refused(scene: Scene) -> None:
    node = scene.node()
    error = node.start_error("-rpcallowip=999.0.0.1")
    assert "Invalid -rpcallowip subnet specification" in error, error


def test_port_in_use_stops_the_start(scene: Scene) -> None:
    first, second = scene.started(), scene.node()
    error = second.start_error(f"-rpcport={first.rpc_port}", timeout=30)
    equal(error, "Error: Unable to start HTTP server. See debug log for details.")
