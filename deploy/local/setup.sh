#!/bin/sh
# Sets up everything that `make` needs, on Debian 12 with Python 3.11: the virtual environment, the
# locked dependencies, RabbitMQ (with apt when missing); `setup.sh browser` Chromium too, for tests.
# Quick when nothing changed.
set -eu
cd "$(dirname "$0")/../.."

say() { printf '%s\n' "$*"; }
fail() { printf 'Set-up failed: %s\n' "$*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_apt() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

apt_updated=
apt_install() { # package, what to do when it does not work
    may_apt || fail "$1 is missing and this user may not install it. $2"
    say "Installing $1 with apt …"
    if [ -z "$apt_updated" ]; then
        as_root apt-get update -qq || say "apt-get update did not work; trying with what it knows."
        apt_updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "$1" >.znak/apt.log 2>&1 || {
        tail -n 5 .znak/apt.log >&2
        fail "apt could not install $1. $2"
    }
}

find_python() {
    for candidate in ${PYTHON:-} python3.12 python3.11 python3; do
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
            2>/dev/null && { say "$candidate"; return; }
    done
    return 1
}

pip_install() {
    .venv/bin/pip install -q --disable-pip-version-check "$@" >.znak/pip.log 2>&1 || {
        grep -v ^WARNING .znak/pip.log | tail -n 5 >&2
        fail "pip could not install the dependencies ($*). Check the network and run make again."
    }
}

make_environment() {
    python=$(find_python) || fail "Znak needs Python 3.11 or 3.12, and python3 here is \
$(python3 -V 2>&1 || true). Install python3.11 and run make again, or name it: make PYTHON=/path/to/python3.11"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt_install "python$version-venv" "Run: sudo apt-get install python$version-venv"
    fi
    [ -x .venv/bin/pip ] || { say "Creating .venv …"; "$python" -m venv .venv; }
    say "Installing the locked dependencies …"
    pip_install --require-hashes -r requirements.lock
    pip_install --no-deps -e .
}


need_rabbitmq() {
    [ -n "${BROKER_URL:-}" ] && return
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] && return
    apt_install rabbitmq-server "Install it yourself (sudo apt-get install rabbitmq-server), \
or set BROKER_URL and MANAGEMENT_URL to a broker of your own."
    say "Debian may have started a broker of its own: Znak neither uses nor touches it."
}

need_mongodb() {
    [ -n "${MONGO_URL:-}" ] && return
    mongod=$(.venv/bin/python -c 'from deploy.local.servers import mongod; print(mongod() or "")')
    [ -n "$mongod" ] || fail "there is no mongod for $(uname -m): the bundled one is for x86-64. \
Install MongoDB so that mongod is on PATH, or set MONGO_URL to one of your own."
    "$mongod" --version >/dev/null 2>&1 && touch .venv/.mongod-runs && return
    # The bundled mongod needs one library that a bare Debian lacks.
    apt_install libcurl4 "Run: sudo apt-get install libcurl4"
    "$mongod" --version >/dev/null 2>.znak/mongod.log ||
        fail "$mongod does not run here: $(tail -n 1 .znak/mongod.log). Set MONGO_URL to one of your own."
    touch .venv/.mongod-runs
}

need_browser() {
    command -v chromium >/dev/null && return
    apt_install chromium "Run: sudo apt-get install chromium, or set CHROMIUM to the browser."
}

mkdir -p .znak
stamp=.venv/.znak-stamp
wanted=$(cat requirements.lock pyproject.toml deploy/local/setup.sh | sha256sum)
if [ ! -x .venv/bin/python ] || [ "$(cat $stamp 2>/dev/null || true)" != "$wanted" ]; then
    make_environment
    printf '%s\n' "$wanted" >$stamp
fi
need_rabbitmq
[ -e .venv/.mongod-runs ] || need_mongodb
if [ "${1:-}" = browser ] && [ -z "${CHROMIUM:-}" ]; then need_browser; fi
