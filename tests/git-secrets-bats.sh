#!/bin/sh
# Runs git-secrets' own test suite (bats) with secretscan in the place of the program.
#
#   tests/git-secrets-bats.sh CLONE [BINARY]
#
# CLONE is a clone of awslabs/git-secrets; nothing in it is changed. BINARY is the secretscan to try (default: the
# release build of this checkout). Needs bats.
set -eu

die() { printf 'git-secrets-bats.sh: %s\n' "$*" >&2; exit 2; }

main() {
  [ $# -ge 1 ] || die "say where a clone of awslabs/git-secrets lies: $0 CLONE [BINARY]"
  here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
  binary=${2:-$here/target/release/secretscan}
  [ -d "$1/test" ] || die "$1 holds no folder test: it is no clone of git-secrets"
  [ -x "$binary" ] || die "$binary is not there: build it first (cargo build --release)"
  command -v bats >/dev/null 2>&1 || die "bats was not found: install it first"
  place=$(mktemp -d)
  trap 'rm -rf "$place"' EXIT INT TERM
  # The suite runs the program that lies beside its folder.
  cp -R "$1/test" "$place/test"
  cp "$binary" "$place/git-secrets"
  mkdir "$place/tmp"
  cd "$place"
  env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE \
    LANG=C BATS_TMPDIR="$place/tmp" TMPDIR="$place/tmp" GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$place/tmp/home/.gitconfig" \
    bats --tap test/
}

main "$@"
