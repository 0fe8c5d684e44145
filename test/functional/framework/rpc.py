"""A JSON-RPC client over one HTTP connection, and raw HTTP for the tests of the server itself."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

Json = Any


#: The code of an error: there is no such command (JSON-RPC 2.0).
METHOD_NOT_FOUND = -32601


class RPCError(Exception):
    """The server answered with an error object."""

    def __init__(self, code: int, message: str, status: int, method: str = "") -> None:
        super().__init__(f"{message} ({code}) [HTTP {status}]")
        self.code = code
        self.message = message
        self.status = status
        self.method = method


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        """The body as JSON, with exact decimals."""
        return json.loads(self.body, parse_float=Decimal)


def basic(user: str, password: str) -> str:
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def fetch(port: int, target: str, *, method: str = "GET", body: bytes | None = None) -> Reply:
    """One plain HTTP request without a password, as REST takes it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, target, body)
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


class RPCClient:
    """Calls commands as methods: `rpc.getblockhash(0)`, `rpc.help(command="stop")`."""

    def __init__(self, port: int, user: str, password: str, *, timeout: float = 60, uri: str = "/") -> None:
        self.port = port
        self.uri = uri
        self.authorization = basic(user, password)
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None
        self._used = time.monotonic()
        self._ids = itertools.count(1)

    @classmethod
    def with_cookie(cls, port: int, cookie: Path, *, timeout: float = 60) -> RPCClient:
        """Authenticates as the node's owner does."""
        user, _, password = cookie.read_text().partition(":")
        return cls(port, user, password, timeout=timeout)

    def post(self, body: bytes | Json, *, authorization: str | None = None) -> Reply:
        """One request, sent on the connection that is kept open between calls."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "Authorization": authorization or self.authorization,
            "Content-Type": "application/json",
        }
        # Servers hang up on who is idle for -rpcservertimeout, 30 s.
        if time.monotonic() - self._used > 20:
            self.close()
        self._used = time.monotonic()
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        try:
            self._connection.request("POST", self.uri, data, headers)
            answer = self._connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        except Exception:
            self.close()
            raise

    def call(self, method: str, params: list[Json] | dict[str, Json]) -> Json:
        """One JSON-RPC 2.0 call; an error object becomes an exception."""
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": next(self._ids)}
        reply = self.post(request)
        if not reply.body:
            raise RPCError(0, f"empty answer to {method}", reply.status)
        if not reply.headers.get("Content-Type", "").startswith("application/json"):
            raise RPCError(0, reply.body.decode(errors="replace"), reply.status)
        answer = reply.json
        if error := answer.get("error"):
            raise RPCError(error["code"], error["message"], reply.status, method)
        return answer["result"]

    def __getattr__(self, method: str) -> Any:
        if method.startswith("_"):
            raise AttributeError(method)

        def command(*positional: Json, **named: Json) -> Json:
            if named and positional:
                return self.call(method, {"args": list(positional), **named})
            return self.call(method, named or list(positional))

        return command

    def close(self) -> None:
        """Closes the connection; the next call opens a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
