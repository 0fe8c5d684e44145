# shellcheck shell=bash
# What contrib/setup, contrib/run and contrib/test share. Source it with `set -euo pipefail` on.

source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Packages of depends outlive a checkout: they are named by what they are made of.
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/bitcoin-depends
export BASE_CACHE=${BASE_CACHE:-$cache/built}
export SOURCES_PATH=${SOURCES_PATH:-$cache/sources}

# shellcheck disable=SC2034  # used by those who source this
build=${BUILD_DIR:-$source_root/build}
# shellcheck disable=SC2034
jobs=${JOBS:-$(nproc)}

say() {
    if [ -t 1 ]; then
        printf '\033[1m== %s\033[0m\n' "$*"
    else
        printf '== %s\n' "$*"
    fi
}

die() {
    echo "error: $*" >&2
    exit 1
}

# host_platform: the triplet that depends gives this machine.
host_platform() {
    make -s -C "$source_root/depends" print-host | sed -n 's/^host=//p'
}

# elapsed SECONDS_AT_START: "3 min 20 s"
elapsed() {
    local seconds=$((SECONDS - $1))
    if [ "$seconds" -ge 60 ]; then
        echo "$((seconds / 60)) min $((seconds % 60)) s"
    else
        echo "$seconds s"
    fi
}
