"""A copy of depends/ with small packages of its own, and a store, for the tests of the mechanism."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
HOST = "x86_64-pc-linux-gnu"
MECHANISM = (
    "Makefile",
    "funcs.mk",
    "fetch",
    "store",
    "relocate",
    "gen_id",
    "toolchain.cmake.in",
    "builders",
    "hosts",
)
# The recipe of a package that compiles one file, and one that finds it in its private prefix.
ALPHA = """
package := alpha
$(package)_version := 1.0
$(package)_url := file://{upstream}
$(package)_sha256 := {sha256}
$(package)_build_system := plain
{extra}
define $(package)_build_cmds
$$CC $$CFLAGS -c alpha.c -o "$$BUILD_DIR/alpha.o"
$$AR rcs "$$BUILD_DIR/libalpha.a" "$$BUILD_DIR/alpha.o"
endef
define $(package)_stage_cmds
mkdir -p "$$STAGED/lib/pkgconfig"
cp "$$BUILD_DIR/libalpha.a" "$$STAGED/lib"
printf 'prefix=%s\\nLibs: -L%s/lib -lalpha\\n' "$$PREFIX" "$$PREFIX" > "$$STAGED/lib/pkgconfig/alpha.pc"
endef
"""
BETA = """
package := beta
$(package)_local_dir := {local}
$(package)_build_system := plain
$(package)_dependencies := {dependencies}
define $(package)_build_cmds
ls -R "$$DEPENDENCIES" > "$$BUILD_DIR/beta.txt"
{command}
endef
define $(package)_stage_cmds
mkdir -p "$$STAGED/share"
sed "s|$$DEPENDENCIES||" "$$BUILD_DIR/beta.txt" > "$$STAGED/share/beta.txt"
endef
"""


def sha256(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Store:
    """A plain HTTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def do_PUT(self) -> None:
                files[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/packages"

    def close(self) -> None:
        """Stops to answer."""
        self.server.shutdown()
        self.server.server_close()


class Depends:
    """A copy of depends/ with packages of its own."""

    def __init__(self, directory: Path, packages: str = "alpha beta") -> None:
        self.root = directory / "depends"
        self.upstream = directory / "upstream"
        self.local = directory / "local"
        for path in (self.root / "packages", self.upstream, self.local):
            path.mkdir(parents=True)
        for name in MECHANISM:
            source = SOURCE / "depends" / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, self.root / name)
        self.tarball = self.upstream / "alpha-1.0.tar.gz"
        self.pack("int alpha(void) { return 1; } const char *file = __FILE__;\n")
        (self.local / "note").write_text("one\n")
        (self.root / "packages/packages.mk").write_text(
            f"all_packages := {packages}\npackages := $(if $(NO_WALLET),alpha,{packages})\n"
        )
        self.alpha()
        self.beta()

    def pack(self, source: str) -> None:
        """Writes the upstream tarball of alpha."""
        (self.upstream / "alpha.c").write_text(source)
        with tarfile.open(self.tarball, "w:gz") as archive:
            archive.add(self.upstream / "alpha.c", "alpha-1.0/alpha.c")

    def alpha(self, extra: str = "", digest: str | None = None, upstream: Path | None = None) -> None:
        """Writes the recipe of alpha."""
        recipe = ALPHA.format(
            upstream=upstream or self.upstream, sha256=digest or sha256(self.tarball), extra=extra
        )
        (self.root / "packages/alpha.mk").write_text(recipe)

    def beta(self, dependencies: str = "alpha", command: str = ":") -> None:
        """Writes the recipe of beta."""
        recipe = BETA.format(local=self.local, dependencies=dependencies, command=command)
        (self.root / "packages/beta.mk").write_text(recipe)

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs make as a user does."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        for name in ("BASE_CACHE", "SOURCES_PATH", "CC", "CXX", "CFLAGS", "HOST", "NO_QT"):
            clean.pop(name, None)
        return subprocess.run(
            ["make", "-C", str(self.root), *arguments],
            env=clean | environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )

    def built(self, package: str) -> list[Path]:
        """The cached archives of a package."""
        return sorted((self.root / "built" / HOST / package).glob("*.tar.gz"))

    def identity(self, package: str, *arguments: str) -> str:
        """The id that make computes now."""
        output = self.make("-s", f"print-{package}_id", *arguments).stdout
        match = re.search(rf"^{package}_id=([0-9a-f]{{64}})$", output, re.MULTILINE)
        if match is None:
            raise AssertionError(output)
        return match[1]
