#!/bin/sh
# The wheel, installed into a clean environment and used from outside the checkout: what a stranger gets.
set -eu
python=${1:-python3}
checkout=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "building the wheel"
"$checkout/.venv/bin/python" -m build --wheel --no-isolation --outdir "$folder/dist" "$checkout" >"$folder/build.log" 2>&1 \
    || { cat "$folder/build.log"; exit 1; }
"$checkout/.venv/bin/check-wheel-contents" --toplevel align,embeddings,isogloss.py,service "$folder"/dist/*.whl

echo "installing it into a clean environment"
"$python" -m venv "$folder/venv"
pip() { "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$@"; }
pip --no-deps --require-hashes -r "$checkout/requirements.lock"
pip --no-deps "$folder"/dist/*.whl

cd "$folder"
"$folder/venv/bin/isogloss" --version
"$folder/venv/bin/isogloss" demo --no-serve --output "$folder/en-fr" 2>demo.log | tee demo.txt
grep -q 'P@1' demo.txt || { cat demo.log; exit 1; }
"$folder/venv/bin/isogloss" translate "$folder/en-fr" house -k 1 | tee translation.txt
grep -q "^house	maison	" translation.txt
"$folder/venv/bin/python" -c "import isogloss; print(isogloss.open('en-fr').translate('house', 1))" | tee python.txt
grep -q "^house  maison " python.txt
echo "the installed wheel works"
