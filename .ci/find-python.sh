#!/bin/sh
# Print a Python 3.11 to 3.14 that can make virtual environments, or say what to install.
set -u

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

for candidate in ${PYTHON:-python3.13 python3.12 python3.14 python3.11 python3 python}; do
    usable "$candidate" || continue
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$candidate"
        exit 0
    fi
    lacking=$candidate
done

if [ -n "${lacking:-}" ]; then
    version=$("$lacking" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$lacking cannot make virtual environments. Install its venv package;" >&2
    echo "on Debian and Ubuntu: apt install python$version-venv" >&2
else
    echo "Python 3.11, 3.12, 3.13 or 3.14 is needed${PYTHON:+ (PYTHON=$PYTHON is none of them)}." >&2
    echo "On Debian and Ubuntu: apt install python3 python3-venv" >&2
fi
exit 1
