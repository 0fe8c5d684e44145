"""A wire between two programs that can be cut, also in the midst of a message, or go dead for a while."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path

CHUNK = 65536


class Relay:
    """Listens in place of a server, and passes on what comes."""

    def __init__(self, listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
        self._listener = listener
        self._connect = connect
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        #: How many bytes may still pass before the wire is cut.
        self._allowance: int | None = None
        self._flowing = threading.Event()
        self._flowing.set()
        #: How often a connection was cut.
        self.cuts = 0
        listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    @classmethod
    def unix(cls, path: Path, target: Path) -> Relay:
        """Between unix sockets."""

        def connect() -> socket.socket:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(str(target))
            return connection

        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        return cls(listener, connect)

    @classmethod
    def tcp(cls, port: int, target: int) -> Relay:
        """Between ports of this machine."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        return cls(listener, lambda: socket.create_connection(("127.0.0.1", target)))

    def cut(self) -> None:
        """Cuts every connection now."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._end(pair)

    def cut_after(self, size: int) -> None:
        """Cuts when so many more bytes have passed."""
        with self._lock:
            self._allowance = size

    @property
    def will_cut(self) -> bool:
        """Whether there are bytes left until the wire is cut."""
        with self._lock:
            return self._allowance is not None

    def hold(self) -> None:
        """Lets nothing pass, and says nothing."""
        self._flowing.clear()

    def release(self) -> None:
        """Lets everything pass again."""
        with self._lock:
            self._allowance = None
        self._flowing.set()

    def close(self) -> None:
        """Ends all."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.release()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = self._connect()
            except OSError:
                near.close()
                continue
            pair = (near, far)
            with self._lock:
                self._pairs.add(pair)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(pair, source, sink), daemon=True).start()

    def _pass(
        self, pair: tuple[socket.socket, socket.socket], source: socket.socket, sink: socket.socket
    ) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._flowing.wait()
                allowed = self._allowed(len(data))
                sink.sendall(data[:allowed])
                if allowed < len(data):
                    break
        self._end(pair)

    def _allowed(self, size: int) -> int:
        with self._lock:
            if self._allowance is None:
                return size
            if size < self._allowance:
                self._allowance -= size
                return size
            allowed, self._allowance = self._allowance, None
            return min(allowed, size - 1)

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        with self._lock:
            if pair not in self._pairs:
                return
            self._pairs.remove(pair)
            self.cuts += 1
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
