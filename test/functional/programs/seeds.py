"""The tool that renews the nodes that are built in."""

from __future__ import annotations

import subprocess
import sys

from framework.binaries import SOURCE
from framework.scene import Scene, equal

TOOL = SOURCE / "contrib" / "seeds" / "renew"
ONION = "a" * 56 + ".onion:8333"
I2P = "b" * 52 + ".b32.i2p:0"


def seen(
    endpoint: str, *, last: int = 1000, uptime: float = 99, blocks: int = 950_000, services: int = 0x409
) -> str:
    """A line as bitcoin-seeder writes it."""
    shares = " ".join(["90.00%"] * 4)
    return f'{endpoint} 1 {last} {shares} {uptime:.2f}% {blocks} {services:08x} 70016 "/Satoshi:30.0.0/"'


def renewed(scene: Scene, *lines: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """What comes of a list."""
    file = scene.directory / "seeds.txt"
    file.write_text("# address good …\n" + "\n".join(lines) + "\n")
    command = [sys.executable, str(TOOL), "--output=-", *options, "main", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def nodes(scene: Scene, *lines: str, options: tuple[str, ...] = ()) -> list[str]:
    """The nodes of the Swift file that comes of a list."""
    done = renewed(scene, *lines, options=options)
    equal(done.returncode, 0)
    text = done.stdout.splitlines()
    equal((text[0], text[-1]), ("extension FixedSeeds {", "}"))
    return [line.strip() for line in text[3:-2]]


def test_good_nodes_of_all_networks_are_chosen(scene: Scene) -> None:
    lines = [seen(each) for each in ("8.8.8.8:8333", "[2a01:4f8::1]:8333", "[fc12::1]:8333", ONION, I2P)]
    # I2P has no ports.
    expected = ["[fc12::1]:8333", I2P.removesuffix(":0"), "8.8.8.8:8333", "[2a01:4f8::1]:8333", ONION]
    equal(nodes(scene, *lines), expected)


def test_bad_nodes_are_left_out(scene: Scene) -> None:
    bad = (
        seen("1.1.1.1:8333", uptime=49),
        seen("1.2.1.1:8333", blocks=1000),
        seen("1.3.1.1:8333", services=0x408),
        seen("1.4.1.1:8333").replace(" 1 1000 ", " 0 1000 "),
        seen("10.0.0.1:8333"),
        seen("300.1.1.1:8333"),
        "1.5.1.1:8333 1 1000",
    )
    equal(nodes(scene, *bad, seen("8.8.8.8:8333")), ["8.8.8.8:8333"])
    done = renewed(scene, *bad)
    assert done.returncode == 1 and "nothing is written" in done.stderr, done


def test_no_part_of_a_network_has_too_many(scene: Scene) -> None:
    lines = [seen(f"8.8.{number}.1:8333", uptime=90 + number) for number in range(5)]
    equal(nodes(scene, *lines), ["8.8.3.1:8333", "8.8.4.1:8333"])


def test_a_chosen_list_is_taken_as_it_is(scene: Scene) -> None:
    equal(nodes(scene, f"{ONION} # AS1", I2P, options=("--chosen",)), [ONION, I2P.removesuffix(":0")])
