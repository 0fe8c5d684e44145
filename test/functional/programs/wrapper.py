"""`bitcoin`, the program that starts the others."""

from __future__ import annotations

import shutil

from framework import processes
from framework.node import run
from framework.scene import Scene, equal


def banner(stdout: str) -> str:
    """The program that has answered to -version."""
    return stdout.splitlines()[0].split()[-1]


def program_of(scene: Scene, *words: str) -> str:
    """Which node the wrapper starts."""
    ended = scene.run("bitcoin", *words, "-version", HOME=str(scene.directory))
    equal((ended.code, ended.stderr), (0, ""))
    return banner(ended.stdout)


def test_node_is_monolithic_unless_asked(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    equal(program_of(scene, "node"), "bitcoind")
    equal(program_of(scene, "-M", "node"), "bitcoind")
    equal(program_of(scene, "--monolithic", "node"), "bitcoind")


def test_multiprocess_options_choose_bitcoin_node(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_program("bitcoin")
    equal(program_of(scene, "-m", "node"), "bitcoin-node")
    equal(program_of(scene, "--multiprocess", "node"), "bitcoin-node")
    equal(program_of(scene, "-M", "-m", "node"), "bitcoin-node")


def test_ipc_options_choose_bitcoin_node(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_program("bitcoin")
    equal(program_of(scene, "node", "-ipcbind=unix"), "bitcoin-node")
    equal(program_of(scene, "node", "-noipcbind"), "bitcoin-node")


def test_ipcbind_in_the_configuration_file_chooses_bitcoin_node(scene: Scene) -> None:
    scene.needs_multiprocess()
    scene.needs_program("bitcoin")
    node = scene.node()
    equal(program_of(scene, "node", f"-datadir={node.datadir}"), "bitcoind")
    node.write_config("ipcbind=unix")
    equal(program_of(scene, "node", f"-datadir={node.datadir}"), "bitcoin-node")


def test_monolithic_node_does_not_know_ipcbind(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    ended = scene.run("bitcoin", "-M", "node", "-ipcbind=unix", HOME=str(scene.directory))
    equal(ended.code, 1)
    equal(ended.stderr, "Error: Error parsing command line arguments: Invalid parameter -ipcbind=unix\n")


def test_without_a_command_it_explains_itself_and_fails(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    ended = scene.run("bitcoin")
    equal(ended.code, 1)
    assert ended.stdout.startswith("Usage: bitcoin [OPTIONS] COMMAND..."), ended.stdout
    assert "'bitcoin help'" in ended.stdout, ended.stdout


def test_help_names_every_command(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    for word in ("help", "-h", "--help"):
        ended = scene.run("bitcoin", word)
        equal((ended.code, ended.stderr), (0, ""))
        for command in ("gui [ARGS]", "node [ARGS]", "rpc [ARGS]", "wallet [ARGS]", "tx [ARGS]"):
            assert command in ended.stdout, command


def test_version_names_the_product(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    for word in ("-v", "--version"):
        ended = scene.run("bitcoin", word)
        equal((ended.code, ended.stderr), (0, ""))
        assert " version v" in ended.stdout.splitlines()[0], ended.stdout


def test_unknown_words_are_refused(scene: Scene) -> None:
    path = scene.needs_program("bitcoin")
    ended = scene.run("bitcoin", "nosuch")
    equal(
        (ended.code, ended.stderr),
        (1, f"Error: Unrecognized command: 'nosuch'\nTry '{path} --help' for more information.\n"),
    )
    ended = scene.run("bitcoin", "-x")
    equal((ended.code, ended.stderr.splitlines()[0]), (1, "Error: Unknown option: -x"))


def test_program_that_was_not_built_is_named(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    alone = scene.directory / "alone"
    alone.mkdir()
    shutil.copy(scene.binaries.program("bitcoin"), alone)
    ended = run([str(alone / "bitcoin"), "node", "-version"])
    equal(ended.code, 1)
    assert "bitcoind" in ended.stderr and "No such file" in ended.stderr, ended.stderr


def test_libexec_comes_before_the_folder_of_the_wrapper(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    (scene.directory / "bin").mkdir()
    (scene.directory / "libexec").mkdir()
    wrapper = shutil.copy(scene.binaries.program("bitcoin"), scene.directory / "bin")
    for folder in ("bin", "libexec"):
        script = scene.directory / folder / "bitcoind"
        script.write_text(f'#!/bin/sh\necho {folder} "$@"\n')
        script.chmod(0o755)
    equal(run([str(wrapper), "node", "-x"]).stdout, "libexec -x\n")
    (scene.directory / "libexec" / "bitcoind").unlink()
    equal(run([str(wrapper), "node", "-x"]).stdout, "bin -x\n")


def test_wrapper_becomes_the_program_it_starts(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    node = scene.node()
    command = [str(scene.binaries.program("bitcoin")), "node", f"-datadir={node.datadir}"]
    node.launch(command=[*command, "-printtoconsole=0"])
    node.wait_ready()
    equal(processes.executable(node.pid).name, "bitcoind")


def test_rpc_calls_the_node_with_named_arguments(scene: Scene) -> None:
    scene.needs_program("bitcoin")
    node = scene.started()
    for words in (("getblockhash", "height=0"), ("getblockhash", "0")):
        ended = scene.run("bitcoin", "rpc", f"-datadir={node.datadir}", *words)
        equal((ended.code, ended.stdout), (0, node.rpc.getblockhash(0) + "\n"))
