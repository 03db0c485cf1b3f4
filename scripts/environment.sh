#!/bin/sh
# Makes .venv and installs what the named requirements file pins. Says what to install where something is missing.
set -eu
requirements=$1
python=${PYTHON:-python3}

missing() {
    echo "intake: $1" >&2
    echo "        on Debian or Ubuntu: apt-get install python3 python3-venv git make" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || missing "Python 3.11 or newer is needed, and $python is not there"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    missing "Python 3.11 or newer is needed; $python is $("$python" --version 2>&1) (name another with PYTHON=...)"
"$python" -c 'import venv, ensurepip' 2>/dev/null || missing "Python's venv module is needed, and $python lacks it"

# The scripts in it name the folder in which it was made: one that was moved, or copied, is of no use.
starts() { grep -qsF "$(pwd -P)/.venv/" .venv/bin/pip && .venv/bin/pip --version >/dev/null 2>&1; }
if [ -e .venv ] && [ ! -L .venv ] && ! starts; then
    echo "The environment in .venv does not start (this folder was moved, or Python has gone): it is made anew ..."
    rm -rf .venv
fi
base() { "$1" -c 'import os, sys; print(os.path.realpath(sys.base_prefix))'; }
if [ -n "${PYTHON:-}" ] && [ -e .venv ] && [ ! -L .venv ] && [ "$(base "$python")" != "$(base .venv/bin/python)" ]; then
    echo "The environment in .venv is of another Python than $python: it is made anew ..."
    rm -rf .venv
fi
case "$(base "$python")" in
/root/*) echo "Note: $python lies below /root, which a service's own account cannot reach: name another with PYTHON=..." >&2 ;;
esac
[ -x .venv/bin/python ] || { echo "Making the environment in .venv (once) ..."; "$python" -m venv .venv; }
echo "Installing what $requirements pins (once; a minute or two) ..."
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements"
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
