#!/usr/bin/env python3
"""Tests the mechanism of depends/ on small packages of its own: nothing is downloaded.

The Makefile, the scripts and the host files are the real ones; only packages/ is made here.
"""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

from workshop import HOST, Depends, Store, sha256


@unittest.skipUnless(os.uname().machine == "x86_64", f"the packages are built for {HOST}")
class MechanismTests(unittest.TestCase):
    """What depends/ promises."""

    def setUp(self) -> None:
        """A fresh copy for each rule."""
        self.directory = Path(tempfile.mkdtemp(prefix="bitcoin-depends-"))
        self.addCleanup(shutil.rmtree, self.directory)
        self.depends = Depends(self.directory)

    def succeeds(self, *arguments: str, **environment: str) -> str:
        """Runs make, which must succeed; returns what it prints."""
        result = self.depends.make(*arguments, **environment)
        self.assertEqual(result.returncode, 0, result.stdout)
        return result.stdout

    def fails(self, *arguments: str) -> str:
        """Runs make, which must fail; returns what it prints."""
        result = self.depends.make(*arguments)
        self.assertNotEqual(result.returncode, 0, result.stdout)
        return result.stdout

    def test_refuses_unknown_options_and_hosts_in_one_line(self) -> None:
        """A typing error never builds something else."""
        self.assertIn("Unknown option NO_WALET", self.fails("NO_QT=1", "NO_WALET=1"))
        self.assertIn("Unsupported host 'vax-dec-ultrix'", self.fails("NO_QT=1", "HOST=vax-dec-ultrix"))
        self.assertIn("contradict", self.fails("NO_QT=1", "NO_IPC=1", "MULTIPROCESS=1"))
        self.assertIn("MULTIPROCESS is 1 or 0", self.fails("NO_QT=1", "MULTIPROCESS=yes"))
        without_qt = self.fails("HOST=aarch64-linux-gnu")
        self.assertIn("pass NO_QT=1", without_qt)
        self.assertEqual(len([line for line in without_qt.splitlines() if "***" in line]), 1)
        self.assertEqual(self.depends.built("alpha"), [])

    def test_makes_a_prefix_and_says_how_to_use_it(self) -> None:
        """The packages are in it, and the toolchain file says what was chosen."""
        output = self.succeeds("NO_QT=1", "MULTIPROCESS=1")
        self.assertIn(f"--toolchain depends/{HOST}/toolchain.cmake", output)
        prefix = self.depends.root / HOST
        self.assertTrue((prefix / "lib/libalpha.a").exists())
        self.assertTrue((prefix / "share/beta.txt").exists())
        toolchain = (prefix / "toolchain.cmake").read_text()
        self.assertIn('set(ENABLE_WALLET ON CACHE BOOL "")', toolchain)
        self.assertNotIn("@", toolchain)
        self.assertNotIn(str(self.directory), toolchain)
        self.assertIn("prefix=${pcfiledir}/../..", (prefix / "lib/pkgconfig/alpha.pc").read_text())

        self.succeeds("NO_QT=1", "NO_WALLET=1")
        self.assertFalse((prefix / "share/beta.txt").exists())
        toolchain = (prefix / "toolchain.cmake").read_text()
        self.assertIn('set(ENABLE_WALLET OFF CACHE BOOL "")', toolchain)
        self.assertIn('set(BUILD_GUI OFF CACHE BOOL "")', toolchain)

    def test_an_option_that_was_changed_changes_the_prefix(self) -> None:
        """Even if no package is added and none goes."""
        toolchain = self.depends.root / HOST / "toolchain.cmake"
        self.succeeds("NO_QT=1")
        self.assertIn("The windows are on, with this machine's Qt 6", self.succeeds())
        self.assertIn('set(BUILD_GUI ON CACHE BOOL "")', toolchain.read_text())
        self.succeeds("NO_QT=1")
        self.assertIn('set(BUILD_GUI OFF CACHE BOOL "")', toolchain.read_text())

    def test_a_missing_sdk_is_one_clear_error_at_the_start(self) -> None:
        """With the place it is looked for in; one that is there is used."""
        output = self.fails("NO_QT=1", "HOST=arm64-apple-darwin")
        [line] = [line for line in output.splitlines() if "***" in line]
        self.assertIn("needs an SDK for macOS", line)
        self.assertIn(str(self.depends.root / "SDKs"), line)
        sdk = self.directory / "apple/MacOSX15.0.sdk"
        (sdk / "usr/include").mkdir(parents=True)
        host = ("NO_QT=1", "HOST=arm64-apple-darwin", f"SDK_PATH={sdk.parent}")
        self.assertIn(f"-isysroot {sdk} ", self.succeeds("-s", *host, "print-host_CC"))

    def test_a_host_does_without_what_does_not_go_there(self) -> None:
        """Its toolchain file says so."""
        with (self.depends.root / f"hosts/{HOST}.mk").open("a") as file:
            file.write("host_lacks := beta libmultiprocess\n")
        self.succeeds("NO_QT=1")
        prefix = self.depends.root / HOST
        self.assertTrue((prefix / "lib/libalpha.a").exists())
        self.assertFalse((prefix / "share/beta.txt").exists())
        self.assertIn('set(ENABLE_IPC OFF CACHE BOOL "")', (prefix / "toolchain.cmake").read_text())

    def test_takes_relative_paths_and_refuses_spaces(self) -> None:
        """A relative path counts from depends/, wherever a stage runs."""
        self.succeeds("NO_QT=1", "BASE_CACHE=../elsewhere/cache", "SOURCES_PATH=../elsewhere/sources")
        self.assertTrue((self.directory / "elsewhere/sources/alpha-1.0.tar.gz").exists())
        self.assertEqual(len(list((self.directory / "elsewhere/cache" / HOST / "beta").glob("*.gz"))), 1)
        self.assertIn("must not be empty or contain spaces", self.fails("NO_QT=1", "BASE_CACHE=/a place"))

    def test_prints_variables(self) -> None:
        """make print-VAR, for every variable."""
        self.assertIn(f"host={HOST}\n", self.succeeds("-s", "print-host"))
        self.assertIn("alpha_version=1.0\n", self.succeeds("-s", "print-alpha_version"))

    def test_has_nothing_to_do_the_second_time(self) -> None:
        """It neither builds nor touches anything."""
        self.succeeds("NO_QT=1")
        stamp = self.depends.root / HOST / "toolchain.cmake"
        before = stamp.stat().st_mtime_ns
        self.assertNotIn("Building", self.succeeds("NO_QT=1"))
        self.assertEqual(stamp.stat().st_mtime_ns, before)

    def test_every_stage_is_a_target(self) -> None:
        """Each does what comes before it and no more."""
        work = self.depends.root / "work" / HOST
        stages = ("extracted", "preprocessed", "configured", "built", "staged", "postprocessed")
        self.succeeds("alpha_fetched")
        self.assertFalse(work.exists())
        for index, stage in enumerate(stages):
            self.succeeds(f"alpha_{stage}")
            stamps = {path.name for path in work.glob("alpha-*/.stamp_*")}
            self.assertEqual(stamps, {f".stamp_{name}" for name in stages[: index + 1]})
        self.assertEqual(self.depends.built("alpha"), [])
        self.succeeds("alpha_cached")
        self.assertEqual(len(self.depends.built("alpha")), 1)

    def test_refuses_a_source_with_another_hash(self) -> None:
        """Wherever it comes from, and says what was wanted and where to put it."""
        digest = sha256(self.depends.tarball)
        self.depends.alpha(digest="0" * 64)
        output = self.fails("NO_QT=1")
        self.assertIn(f"alpha-1.0.tar.gz is {digest}, not {'0' * 64}", output)
        self.assertIn(f"alpha-1.0.tar.gz (sha256 {'0' * 64})", output)
        self.assertIn(str(self.depends.root / "sources"), output)
        self.assertFalse((self.depends.root / "sources/alpha-1.0.tar.gz").exists())
        self.assertEqual(self.depends.built("alpha"), [])

    def test_sets_aside_a_damaged_source_and_fetches_it_again(self) -> None:
        """check-sources reports it before."""
        self.succeeds("download-one")
        path = self.depends.root / "sources/alpha-1.0.tar.gz"
        path.write_bytes(path.read_bytes() + b"x")
        self.assertIn(f"Checksum mismatch: {path}", self.fails("check-sources"))
        self.succeeds("NO_QT=1")
        self.assertTrue(path.with_name("alpha-1.0.tar.gz.mismatch").exists())
        self.succeeds("check-sources")

    def test_looks_for_sources_in_the_promised_order(self) -> None:
        """SOURCES_PATH, the recipe's address, FALLBACK_DOWNLOAD_PATH."""
        sources = self.directory / "given"
        sources.mkdir()
        shutil.copy(self.depends.tarball, sources)
        nowhere = self.directory / "nowhere"
        self.depends.alpha(upstream=nowhere)
        self.assertNotIn("Fetching", self.succeeds("alpha_fetched", f"SOURCES_PATH={sources}"))
        self.assertIn("Put the file", self.fails("alpha_fetched"))
        fallback = f"FALLBACK_DOWNLOAD_PATH=file://{self.depends.upstream}"
        output = self.succeeds("alpha_fetched", fallback)
        self.assertLess(output.index(str(nowhere)), output.index(f"file://{self.depends.upstream}"))

    def test_detects_a_cached_archive_that_was_tampered_with(self) -> None:
        """It is built again instead of used."""
        self.succeeds("NO_QT=1")
        [archive] = self.depends.built("alpha")
        good = archive.read_bytes()
        archive.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        self.assertIn(f"Checksum missing or wrong: {archive}", self.fails("check-packages", "NO_QT=1"))
        shutil.rmtree(self.depends.root / HOST)
        self.assertIn("Checksum mismatch for alpha. Forcing rebuild.", self.succeeds("NO_QT=1"))
        self.assertEqual(archive.read_bytes(), good)
        archive.with_name(archive.name + ".sha256").unlink()
        self.assertIn("Checksum mismatch for alpha. Forcing rebuild.", self.succeeds("NO_QT=1"))

    def test_archives_do_not_depend_on_place_time_or_user_settings(self) -> None:
        """The same bytes from another directory, at another time, with another umask and locale."""
        self.succeeds("NO_QT=1")
        other = Depends(self.directory / "somewhere/else")
        other.pack((self.depends.upstream / "alpha.c").read_text())
        shutil.copy(self.depends.tarball, other.tarball)
        other.alpha(upstream=self.depends.upstream)
        (other.root / "packages/beta.mk").write_text((self.depends.root / "packages/beta.mk").read_text())
        mask = os.umask(0o077)
        try:
            result = other.make("NO_QT=1", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
        finally:
            os.umask(mask)
        self.assertEqual(result.returncode, 0, result.stdout)
        for package in ("alpha", "beta"):
            [first], [second] = self.depends.built(package), other.built(package)
            self.assertEqual(first.name, second.name)
            self.assertEqual(sha256(first), sha256(second), package)
        with tarfile.open(self.depends.built("alpha")[0]) as archive:
            names = archive.getnames()
            self.assertEqual(names, sorted(names))
            for member in archive:
                self.assertEqual((member.uid, member.gid, member.mtime), (0, 0, 1))

    def test_ids_cover_everything_that_could_change_a_byte(self) -> None:
        """And a package's id covers those of its dependencies."""
        base = {package: self.depends.identity(package) for package in ("alpha", "beta")}
        for option in (
            "DEBUG=1",
            "LTO=1",
            "CFLAGS=-O3",
            "HOST_ID_SALT=x",
            "BUILD_ID_SALT=x",
            "C_STANDARD=c17",
            "CC=clang",
        ):
            with self.subTest(option):
                self.assertNotEqual(self.depends.identity("alpha", option), base["alpha"])
                self.assertNotEqual(self.depends.identity("beta", option), base["beta"])
        for option in ("NO_ZMQ=1", "V=1", "LOG=1", f"BASE_CACHE={self.directory}/cache"):
            self.assertEqual(self.depends.identity("alpha", option), base["alpha"], option)

        (self.depends.local / "note").write_text("two\n")
        self.assertEqual(self.depends.identity("alpha"), base["alpha"])
        local = self.depends.identity("beta")
        self.assertNotEqual(local, base["beta"])

        self.depends.alpha(extra="# a changed recipe")
        recipe = self.depends.identity("alpha")
        self.assertNotEqual(recipe, base["alpha"])
        self.assertNotEqual(self.depends.identity("beta"), local)

        patches = self.depends.root / "patches/alpha"
        patches.mkdir(parents=True)
        (patches / "fix.patch").write_text("")
        self.depends.alpha(extra="$(package)_patches := fix.patch")
        patched = self.depends.identity("alpha")
        (patches / "fix.patch").write_text("--- a\n")
        self.assertNotEqual(self.depends.identity("alpha"), patched)

        with (self.depends.root / "funcs.mk").open("a") as mechanism:
            mechanism.write("# changed\n")
        self.assertNotEqual(self.depends.identity("beta"), local)

    def test_applies_patches(self) -> None:
        """In the preprocessed stage; one that does not apply stops the build."""
        patches = self.depends.root / "patches/alpha"
        patches.mkdir(parents=True)
        patch = patches / "broken.patch"
        patch.write_text("--- a/alpha.c\n+++ b/alpha.c\n@@ -1 +1 @@\n-no such line\n+other\n")
        self.depends.alpha(extra="$(package)_patches := broken.patch")
        self.assertIn("FAILED", self.fails("alpha_preprocessed"))
        line = (self.depends.upstream / "alpha.c").read_text()
        patch.write_text(f"--- a/alpha.c\n+++ b/alpha.c\n@@ -1 +1 @@\n-{line}+int patched;\n")
        self.succeeds("alpha_preprocessed")
        identity = self.depends.identity("alpha")[:11]
        work = self.depends.root / "work" / HOST / f"alpha-1.0-{identity}"
        self.assertEqual((work / "source/alpha.c").read_text(), "int patched;\n")

    def test_a_package_sees_its_declared_dependencies_only(self) -> None:
        """Its prefix is its own."""
        self.succeeds("NO_QT=1")
        self.assertIn("libalpha.a", (self.depends.root / HOST / "share/beta.txt").read_text())
        self.depends.beta(dependencies="")
        self.succeeds("NO_QT=1")
        self.assertNotIn("libalpha.a", (self.depends.root / HOST / "share/beta.txt").read_text())

    def test_builds_packages_at_the_same_time(self) -> None:
        """Each of two packages waits for a sign of the other."""
        wait = "for i in $$(seq 100); do [ ! -e {other} ] || break; sleep 0.1; done"
        meet = f"touch {{mine}}; {wait}; [ -e {{other}} ]"
        first, second = self.directory / "first", self.directory / "second"
        self.depends.alpha(extra=f"define alpha_config_cmds\n{meet.format(mine=first, other=second)}\nendef")
        self.depends.beta(dependencies="", command=meet.format(mine=second, other=first))
        self.succeeds("-j2", "NO_QT=1")

    def test_refuses_files_that_name_the_machine_that_built_them(self) -> None:
        """A prefix that could not be moved never reaches the cache."""
        self.depends.beta(command='echo "$$PREFIX $$BUILD_DIR" >> "$$BUILD_DIR/beta.txt"')
        output = self.fails("NO_QT=1")
        self.assertIn("share/beta.txt", output)
        self.assertIn("name a directory of the machine that built them", output)
        self.assertEqual(self.depends.built("beta"), [])

    def test_keeps_logs_and_shows_them_when_a_package_fails(self) -> None:
        """With LOG=1 a good run is quiet."""
        self.depends.beta(command="echo a message from the compiler")
        self.assertNotIn("a message from the compiler", self.succeeds("NO_QT=1", "LOG=1"))
        [log] = (self.depends.root / "built" / HOST / "beta").glob("*.log")
        self.assertIn("a message from the compiler", log.read_text())
        self.depends.beta(command="echo what went wrong && false")
        self.assertIn("what went wrong", self.fails("NO_QT=1", "LOG=1"))

    def store(self) -> Store:
        """A store for this test."""
        store = Store()
        self.addCleanup(store.close)
        return store

    def test_takes_what_others_built_from_a_store(self) -> None:
        """What one sends, another takes who has its sums; then nothing is built."""
        store = self.store()
        output = self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}", "BASE_CACHE_WRITE=1")
        self.assertIn(f"sent to {store.address}", output)
        [archive] = self.depends.built("alpha")
        path = f"/packages/{archive.relative_to(self.depends.root / 'built')}"
        self.assertEqual(store.files[path], archive.read_bytes())
        self.assertEqual(len(store.files), 2)

        sums = shutil.copy(self.depends.root / "built.sums", self.directory / "sums")
        self.succeeds("clean")
        (self.depends.root / "built.sums").unlink()
        options = ("NO_QT=1", f"BASE_CACHE={store.address}", f"BASE_CACHE_SUMS={sums}")
        output = self.succeeds(*options)
        self.assertIn(f"taken from {store.address}", output)
        self.assertNotIn("Building", output)
        self.assertTrue((self.depends.root / HOST / "lib/libalpha.a").exists())
        self.succeeds("check-packages", *options)

    def test_never_trusts_a_store(self) -> None:
        """Other bytes are not used, and without a sum none are."""
        store = self.store()
        self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}", "BASE_CACHE_WRITE=1")
        [archive] = self.depends.built("alpha")
        good = archive.read_bytes()
        for path in store.files:
            store.files[path] += b"x"
        self.succeeds("clean")
        output = self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}")
        self.assertIn("has other bytes than", output)
        self.assertIn("Building alpha", output)
        self.assertEqual(archive.read_bytes(), good)

        self.succeeds("clean")
        (self.depends.root / "built.sums").unlink()
        output = self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}")
        self.assertIn("so it is not taken", output)
        self.assertIn("Building alpha", output)

    def test_needs_no_store_to_answer(self) -> None:
        """Then everything is built here; and only an address can be written to."""
        store = Store()
        store.close()
        output = self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}", "BASE_CACHE_WRITE=1")
        self.assertIn("did not take it", output)
        self.succeeds("clean")
        self.assertIn("does not have it", self.succeeds("NO_QT=1", f"BASE_CACHE={store.address}"))
        self.assertIn("needs a BASE_CACHE that is an address", self.fails("NO_QT=1", "BASE_CACHE_WRITE=1"))

    def test_compiles_behind_ccache_where_it_is_present(self) -> None:
        """CMake is told of it, and ids do not change."""
        self.depends.beta(command='echo "launcher=$$CMAKE_C_COMPILER_LAUNCHER" >> "$$BUILD_DIR/beta.txt"')
        identity = self.depends.identity("beta")
        programs = self.directory / "programs"
        programs.mkdir()
        launcher = programs / "ccache"
        launcher.write_text('#!/bin/sh\nexec "$@"\n')
        launcher.chmod(0o755)
        path = f"{programs}:{os.environ['PATH']}"
        self.succeeds("beta_built", PATH=path)
        [text] = (self.depends.root / "work" / HOST).glob("beta-*/build/beta.txt")
        self.assertIn(f"launcher={launcher}\n", text.read_text())
        self.assertIn(identity[:11], str(text))

    def test_cleans_up(self) -> None:
        """clean leaves the sources, clean-all leaves nothing, and neither touches what is not ours."""
        given = self.directory / "given"
        self.succeeds("NO_QT=1")
        self.succeeds("download", f"SOURCES_PATH={given}")
        self.succeeds("clean")
        left = {path.name for path in self.depends.root.iterdir()}
        self.assertEqual(left & {"work", "built", HOST, "sources"}, {"sources"})
        self.succeeds("clean-all", f"SOURCES_PATH={given}")
        self.assertFalse((self.depends.root / "sources").exists())
        self.assertTrue((given / "alpha-1.0.tar.gz").exists())


if __name__ == "__main__":
    if shutil.which("make") is None or shutil.which("gcc") is None:
        print("skipped: make and gcc are needed")
        sys.exit(77)
    unittest.main(verbosity=2)
