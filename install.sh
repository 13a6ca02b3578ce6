#!/bin/sh
# Builds secretscan from this checkout, puts it on the PATH and, if asked, sets up git hooks.
#
#   ./install.sh [--to DIR] [--git-secrets] [--hooks | --global-hooks]
#
#   --to DIR         where the program goes (default: ~/.local/bin)
#   --git-secrets    also as `git-secrets`, so that `git secrets ...` runs it
#   --hooks          hooks for the repository you are in
#   --global-hooks   hooks for every repository of yours
#
# Needs a Rust toolchain (cargo) and a C compiler. To take it out again: `secretscan hook uninstall` in each repository
# (or `secretscan hook uninstall --global`), then remove secretscan and git-secrets from DIR.
#
# All work is in main, called on the last line: a file that was cut off on the way does nothing.
set -eu

say() { printf '%s\n' "$*"; }
die() { printf 'install.sh: %s\n' "$*" >&2; exit 2; }

main() {
  to=
  hooks=none
  link=no
  while [ $# -gt 0 ]; do
    case $1 in
      --to) [ $# -gt 1 ] || die "--to needs a folder"; to=$2; shift ;;
      --git-secrets) link=yes ;;
      --hooks) hooks=local ;;
      --global-hooks) hooks=global ;;
      -h | --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
      *) die "unknown option $1 (see --help)" ;;
    esac
    shift
  done
  if [ -z "$to" ]; then
    [ -n "${HOME:-}" ] || die "HOME is not set: say where with --to DIR"
    to=$HOME/.local/bin
  fi
  case $to in
    ?*/) to=${to%/} ;;
  esac
  here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
  command -v cargo >/dev/null 2>&1 || die "cargo was not found: install a Rust toolchain first"
  # cargo takes a relative one from where it was started. Named, so that what is copied is what was built.
  case ${CARGO_TARGET_DIR:=target} in
    /*) target=$CARGO_TARGET_DIR ;;
    *) target=$here/$CARGO_TARGET_DIR ;;
  esac
  # A program for another machine would lie elsewhere, and be of no use here.
  unset CARGO_BUILD_TARGET
  (cd "$here" && cargo build --release --locked --target-dir "$target") || die "the build failed; the messages above say why"
  [ -x "$target/release/secretscan" ] || die "cargo built for another machine (build.target in its configuration): unset that"
  mkdir -p "$to"
  # Copied beside and renamed over: a hook that runs right now keeps the file it started from.
  cp "$target/release/secretscan" "$to/.secretscan.new"
  mv "$to/.secretscan.new" "$to/secretscan"
  say "Installed $to/secretscan ($("$to/secretscan" --version))"
  if [ "$link" = yes ]; then
    ln -sf secretscan "$to/git-secrets"
    say "Installed $to/git-secrets: \`git secrets ...\` now runs secretscan"
  fi
  case $to in
    */bin) extras "$to" "${to%/bin}/share" "$link" ;;
  esac
  case ":$PATH:" in
    *":$to:"*) ;;
    *) say "Note: $to is not on your PATH yet." ;;
  esac
  case $hooks in
    local) "$to/secretscan" hook install ;;
    global) "$to/secretscan" hook install --global ;;
    none) say "Next, in a repository of yours: secretscan hook install" ;;
  esac
}

# Manual pages and completions, beside a folder named bin: man and the shells look there.
extras() {
  bin=$1/secretscan
  share=$2
  names=secretscan
  [ "$3" = no ] || names="secretscan git-secrets"
  mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
  pages=$(mktemp -d)
  "$bin" man --to "$pages" >/dev/null
  for name in $names; do cp "$pages/$name"*.1 "$share/man/man1/"; done
  rm -rf "$pages"
  for name in $names; do
    "$bin" completions bash --name "$name" > "$share/bash-completion/completions/$name"
    "$bin" completions zsh --name "$name" > "$share/zsh/site-functions/_$name"
    "$bin" completions fish --name "$name" > "$share/fish/vendor_completions.d/$name.fish"
  done
  say "Installed manual pages and completions below $share"
}

main "$@"
