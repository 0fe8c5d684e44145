"""-help and -version of the node."""

from __future__ import annotations

from framework.node import run
from framework.scene import Scene, equal


def test_help_goes_to_standard_output(scene: Scene) -> None:
    for option in ("-h", "-help", "-?"):
        ended = run([*scene.binaries.node_command, option])
        equal((option, ended.code, ended.stderr), (option, 0, ""))
        assert "Options:" in ended.stdout
        for known in ("-datadir=<dir>", "-rpcport=<port>", "-printtoconsole", "-chain=<chain>"):
            assert known in ended.stdout, known


def test_help_debug_shows_more(scene: Scene) -> None:
    short = run([*scene.binaries.node_command, "-help"]).stdout
    long = run([*scene.binaries.node_command, "-help-debug"]).stdout
    assert "-rpcworkqueue" not in short and "-rpcworkqueue" in long
    assert len(long) > len(short)


def test_explanations_of_options_fit_the_terminal(scene: Scene) -> None:
    for line in run([*scene.binaries.node_command, "-help"]).stdout.splitlines():
        assert not line.startswith("       ") or len(line) <= 80 or " " not in line.strip(), line


def test_version_names_program_and_licence(scene: Scene) -> None:
    ended = run([*scene.binaries.node_command, "-version"])
    equal((ended.code, ended.stderr), (0, ""))
    first = ended.stdout.splitlines()[0]
    assert " daemon version v" in first, first
    assert first.split()[-1] in ("bitcoind", "bitcoin-node"), first
    assert "Copyright" in ended.stdout and "MIT" in ended.stdout


def test_ipcbind_is_known_only_to_bitcoin_node(scene: Scene) -> None:
    help_text = run([*scene.binaries.node_command, "-help"]).stdout
    equal("-ipcbind=<address>" in help_text, scene.binaries.is_multiprocess)
