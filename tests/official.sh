#!/bin/sh
# Holds reports against the official schemas of their formats, and uses the HTML page in headless Chromium.
#
#     tests/official.sh [BINARY]
#
# Needs Python 3.10, npm and git, and their package registries; as root on Debian it installs Chromium. What cannot be
# had is said in capitals and left out: `cargo test` proves the same facts without any of it, from our own fact sheets.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:-target/debug/secretscan}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Git and secretscan as nobody has set them up, whatever hooks and settings the user has.
seal() {
    export HOME="$work/home" GIT_CONFIG_NOSYSTEM=1
    unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE GIT_CONFIG_GLOBAL XDG_CONFIG_HOME
    mkdir -p "$HOME"
}

# A history with findings of every severity that the page filters by, in HEAD and gone, one held back, odd names.
sample() (
    seal
    git init -q "$work/app"
    cd "$work/app"
    git config user.name "Ada Example"
    git config user.email ada@example.com
    git config commit.gpgsign false
    git remote add origin https://git.example.org/team/app.git
    stripe="sk_live"
    printf 'stripe = %s_9hQ2mV7bT4nK1zR8wY5cJ3hL6g\n' "$stripe" >old.ini
    git add . && GIT_AUTHOR_DATE=2023-02-03T04:05:06Z git commit -qm 'Add <script>alert(1)</script> payments'
    git rm -q old.ini
    mkdir '<'
    printf 'stripe = %s_4tRz8Wq1LmX6cN3vB9kJ7yH2sD\n' "$stripe" >"</script><b>&'.py"
    printf 'k = "%s_7pLk3Jh8Gf2Ds5Aq1Zw6Xe4Rv9Tb" # secretscan:allow\n' "$stripe" >marked.py
    git add . && GIT_AUTHOR_DATE=2024-06-07T08:09:10Z git commit -qm 'Move to the new account'
    mkdir deploy
    printf '; ä😀\naws_access_key_id = AKIA%s\naws_secret_access_key = %s\n' RZPUZDIKKUJDIVTY \
        kQ7vTz2LmXc9RbY4wNd8HsJ1fGp6UaE3oKi5ZlVt >deploy/pröd.ini
    printf 'DB_PASSWORD = "%s"\n' 'vR7!kq2ZpL0xWm' >settings.py
    printf 'password = "%s"\n' 'Tq83hf0sKd21vbn' >"=x|'y'!A1.py"
    git add . && GIT_AUTHOR_DATE=2025-10-11T12:13:14Z git commit -qm 'Deploy'
)

# Every format of one run into $work/out; $1 names the files, the rest is the mode.
reports() {
    name=$1
    shift
    out=$work/out/$name
    code=0
    (seal && cd "$work/app" && AWS_ACCOUNT_ID=123456789012 AWS_REGION=eu-central-1 "$binary" "$@" -q --format text \
        --report "sarif=$out.sarif" --report "gitlab=$out.gitlab.json" --report "asff=$out.asff.json" \
        --report "ocsf=$out.ocsf.jsonl" --report "junit=$out.junit.xml" --report "html=$out.html" >/dev/null) || code=$?
    [ "$code" -eq 1 ] || { echo "FAILED: secretscan $* ended with $code"; exit 1; }
}

mkdir "$work/out"
sample
reports history --history
reports tree .
reports range --range HEAD~2..HEAD
object=$(git -C "$work/app" rev-parse HEAD:marked.py)
rm -f "$work/app/.git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" | cut -c3-)"
reports incomplete --history

if python3 -m venv "$work/venv" &&
    "$work/venv/bin/pip" -q install jsonschema==4.26.0 lxml ocsf-json-schema==1.2.0 botocore==1.44.8 &&
    "$work/venv/bin/pip" -q download -q --no-deps --no-binary pytest -d "$work" pytest==9.2.0 &&
    tar -xzf "$work/pytest-9.2.0.tar.gz" -C "$work" &&
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/npm" @microsoft/jest-sarif@1.0.0-beta.0; then
    SARIF_SCHEMA=$work/npm/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json \
        JUNIT_XSD=$work/pytest-9.2.0/testing/example_scripts/junit-10.xsd \
        "$work/venv/bin/python" "$here/schemas/official.py" "$work/out" || failed=1
else
    echo "NOT HELD AGAINST OFFICIAL SCHEMAS: the packages that ship them could not be installed"
fi

if ! command -v chromedriver >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    { apt-get update && apt-get install -y --no-install-recommends chromium chromium-driver; } >"$work/apt.log" 2>&1 ||
        tail -n 3 "$work/apt.log"
fi
if command -v chromedriver >/dev/null; then
    python3 "$here/browser/page.py" "$work/out/history.html" ${SCREENSHOTS:+"$SCREENSHOTS"} || failed=1
else
    echo "PAGE NOT OPENED: there is no chromedriver, and none could be installed"
fi
exit "$failed"
