#!/usr/bin/env bash
# install.sh FOLDER: a virtual environment with kprobe of this checkout and its locked dependencies.
set -euo pipefail
source="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
pip=("$1/bin/python" -m pip --quiet --disable-pip-version-check)

"${PYTHON:-python3}" -m venv --clear "$1"
for lock in build runtime; do
  "${pip[@]}" install --require-hashes --only-binary :all: -r "$source/docs/deploy/locks/$lock.txt"
done
"${pip[@]}" install --no-deps --no-build-isolation "$source"
