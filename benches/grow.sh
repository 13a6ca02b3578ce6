#!/bin/sh
# Scans synthetic histories of growing size and prints what each costs: benches/grow.sh SECRETSCAN [FOLDER] [OBJECTS]...
# The user time is that of all threads; the count of findings is held against the number of tokens that were written.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$1
folder=${2:-${TMPDIR:-/tmp}/secretscan-grow}
if [ $# -gt 2 ]; then shift 2; else set -- 10000 100000 1000000; fi
mkdir -p "$folder"
printf 'rules = ["grow.toml"]\n' >"$folder/secretscan.toml"
cp "$here/grow.toml" "$folder/grow.toml"
for objects; do
    repo=$folder/$objects.git
    if [ ! -d "$repo" ]; then
        git init -q --bare "$repo.part"
        python3 "$here/grow.py" "$objects" | git -C "$repo.part" fast-import --quiet --done
        git -C "$repo.part" repack -adfq --threads=2
        mv "$repo.part" "$repo"
    fi
    /usr/bin/time -f "%U %S %e %M" -o "$folder/time" \
        "$binary" --history --config "$folder/secretscan.toml" --format jsonl "$repo" >"$folder/found" 2>"$folder/receipt" || [ $? -eq 1 ]
    found=$(grep -c synthetic-token "$folder/found" || true)
    wanted=$((objects / 4 / 500))
    [ "$found" -eq "$wanted" ] || { echo "grow.sh: $found tokens found, $wanted written" >&2; exit 1; }
    tail -1 "$folder/time" | awk -v n="$objects" -v found="$found" -v blobs="$(head -1 "$folder/receipt")" \
        '{ printf "%d objects: %.2f s user, %.2f s system, %.2f s wall, %d MB, %.1f us of user time an object, %d found (%s)\n", n, $1, $2, $3, $4 / 1024, $1 * 1e6 / n, found, blobs }'
done
