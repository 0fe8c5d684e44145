"""Files of real chains, unpacked for a test."""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .scene import Scene


@dataclass(frozen=True)
class BlockRun:
    """A file in the layout of blk*.dat, and what is known of the chain in it."""

    file: Path
    magic: bytes

    @cached_property
    def hashes(self) -> list[str]:
        """Of the blocks as the file was unpacked, in the order of their heights."""
        data = self.file.read_bytes()
        return [block_hash(data[start : start + 80]) for start, _ in self.positions()]

    @property
    def tip(self) -> str:
        """The hash of the last block."""
        return self.hashes[-1]

    @property
    def height(self) -> int:
        """Of the last block."""
        return len(self.hashes) - 1

    def positions(self) -> list[tuple[int, int]]:
        """Where each block starts in the file, and its length, in the order of the file."""
        data, found, offset = self.file.read_bytes(), [], 0
        while offset + 8 <= len(data) and data[offset : offset + 4] == self.magic:
            (length,) = struct.unpack_from("<I", data, offset + 4)
            found.append((offset + 8, length))
            offset += 8 + length
        return found

    def with_flipped_bit(self, block: int, offset: int, directory: Path) -> Path:
        """A copy in which one bit of one block is wrong."""
        start, length = self.positions()[block]
        assert offset < length
        data = bytearray(self.file.read_bytes())
        data[start + offset] ^= 1
        path = directory / "damaged.dat"
        path.write_bytes(data)
        return path


def block_hash(header: bytes) -> str:
    """As it is shown to people."""
    return hashlib.sha256(hashlib.sha256(header).digest()).digest()[::-1].hex()


def block_run(scene: Scene, blocks: str, oracle: str) -> BlockRun:
    """Unpacks a run of blocks and reads the known hashes."""
    packed = scene.test_data(f"block-runs/{blocks}.blkdat.xz")
    table = lzma.decompress(scene.test_data(f"block-runs/{oracle}.csv.xz").read_bytes()).decode()
    rows = list(csv.reader(io.StringIO(table)))
    data = lzma.decompress(packed.read_bytes())
    file = scene.directory / f"{blocks}.dat"
    file.write_bytes(data)
    run = BlockRun(file, data[:4])
    known = [(int(row[0]), row[1]) for row in rows if row and row[0].isdigit()]
    assert known[-1] == (run.height, run.tip), "the table ends at the last block of the file"
    for height, expected in known:
        assert run.hashes[height] == expected, f"block {height} of the file is not the known one"
    return run


def mainnet(scene: Scene) -> BlockRun:
    """The first 4,522 blocks of the main chain."""
    return block_run(scene, "mainnet_blocks_0_4521", "oracle_mainnet_0_4521")


def testnet3(scene: Scene) -> BlockRun:
    """The first 4,001 blocks of testnet3."""
    return block_run(scene, "testnet3_blocks_0_4000", "oracle_testnet3_0_4000")


def regtest(scene: Scene) -> BlockRun:
    """207 regtest blocks with segwit spends."""
    return block_run(scene, "regtest_blocks_kernel_0_206", "oracle_regtest_kernel_0_206")
