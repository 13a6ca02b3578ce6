#!/usr/bin/env bash
# Side by side with the peers that are installed, in one hyperfine run a mode, each beside its floor: what it costs just to
# read the same bytes.
#
#   benches/compare.sh [-r RUNS] [-m MODE]... [-c COMMITS] REPOSITORY
#
#   MODE      tree, hook, history or range (default: all four)
#   RUNS      runs of each command (default: 5)
#   COMMITS   commits in the range (default: 100)
#
# The repository is cloned first, and a secret planted into the clone: a tool that does not report it is left out, so that
# none wins by failing. SECRETSCAN names our program (default: target/release/secretscan, else the one on PATH); peers
# are looked for in SECRETSCAN_PEERS (a Python environment: the programs inside its packages, not the wrappers in bin, whose
# start-up is Python's), then on PATH.
set -euo pipefail

die() { printf 'compare.sh: %s\n' "$*" >&2; exit 2; }
note() { printf '%s\n' "$*" >&2; }

runs=5
commits=100
modes=()
while getopts r:m:c:h option; do
  case $option in
    r) runs=$OPTARG ;;
    m) modes+=("$OPTARG") ;;
    c) commits=$OPTARG ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || die "give one repository (see -h)"
[ ${#modes[@]} -gt 0 ] || modes=(tree hook history range)
command -v hyperfine >/dev/null || die "hyperfine was not found"
source=$(cd "$1" && pwd)

# A peer's own binary; nothing where it is not installed.
locate() {
  local file
  if [ -n "${SECRETSCAN_PEERS:-}" ]; then
    for file in "$SECRETSCAN_PEERS"/lib/python*/site-packages/*/bin/"$1" "$SECRETSCAN_PEERS/bin/$1"; do
      if [ -x "$file" ]; then printf '%s\n' "$file"; return; fi
    done
  fi
  command -v "$1" || true
}

here=$(cd "$(dirname "$0")/.." && pwd)
secretscan=${SECRETSCAN:-$here/target/release/secretscan}
[ -x "$secretscan" ] || secretscan=$(command -v secretscan) || die "secretscan was not found: build it, or set SECRETSCAN"
secretscan=$(cd "$(dirname "$secretscan")" && pwd)/$(basename "$secretscan")
gitleaks=$(locate gitleaks)
betterleaks=$(locate betterleaks)
kingfisher=$(locate kingfisher)
detect=$(locate detect-secrets)
ripsecrets=$(locate ripsecrets)
gitsecrets=$(locate git-secrets)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com XDG_CONFIG_HOME=$work/home
mkdir "$HOME"
repo=$work/repo
note "cloning $source"
git clone -q --no-hardlinks "$source" "$repo"
# The pair that all of them know, put together here so that it stands nowhere.
plant() {
  printf 'aws_access_key_id = %s%s\naws_secret_access_key = %s%s\n' \
    AKIA "Q3EGOBFXJ2LMZW5T" "u8Rk2VxTq9LwZ4mB7sYc" "D1nGh5JpEf3aKoXv6+Qt"
}
plant >"$repo/planted.ini"
git -C "$repo" add planted.ini
git -C "$repo" commit -q --no-verify -m "plants a secret"
# The nearest commit on the first-parent line behind which at least so many lie: a merge may bring in hundreds at once.
base=
while IFS= read -r id; do
  base=$id
  [ "$(git -C "$repo" rev-list --count "$id..HEAD")" -lt "$commits" ] || break
done < <(git -C "$repo" rev-list --first-parent HEAD)
# Files alone, so that nobody reads the history for a scan of the tree.
tree=$work/tree
mkdir "$tree"
git -C "$repo" archive HEAD | tar -x -C "$tree"
# Five staged files, the planted one among them.
staged=$work/staged
git clone -q --no-hardlinks "$source" "$staged"
(
  cd "$staged"
  git ls-files -z -- '*.c' '*.go' '*.rs' '*.py' '*.js' '*.sh' '*.md' >"$work/files"
  count=0
  while [ $count -lt 4 ] && IFS= read -r -d '' file; do
    printf '\n# one more line\n' >>"$file"
    count=$((count + 1))
  done <"$work/files"
  plant >planted.ini
  git add -A
)
if [ -n "$gitsecrets" ]; then
  for folder in "$repo" "$staged"; do (cd "$folder" && "$gitsecrets" --register-aws >/dev/null); done
fi

names=() commands=()
add() { names+=("$1") commands+=("$2"); }
quote() { printf '%q' "$1"; }

# Takes a tool in where it reports what was planted.
tool() {
  local name=$1 command=$2 said
  [ -n "$3" ] || return 0
  said=$(cd "$folder" && bash -c "$command" 2>&1 </dev/null || true)
  if grep -q "${4:-planted.ini}" <<<"$said"; then
    add "$name" "$command"
  else
    note "$mode: $name does not report the planted secret and is left out"
  fi
}

for mode in "${modes[@]}"; do
  names=() commands=()
  case $mode in
    tree)
      folder=$work
      add floor "tar c tree | cat >/dev/null"
      tool secretscan "$(quote "$secretscan") tree" "$secretscan"
      tool gitleaks "$(quote "$gitleaks") dir tree --no-banner -v" "$gitleaks"
      tool betterleaks "$(quote "$betterleaks") fs tree --no-banner" "$betterleaks"
      tool kingfisher "$(quote "$kingfisher") scan tree --no-validate --no-update-check" "$kingfisher"
      tool detect-secrets "cd tree && $(quote "$detect") scan --all-files --no-verify ." "$detect"
      tool ripsecrets "$(quote "$ripsecrets") tree" "$ripsecrets"
      ;;
    hook)
      folder=$staged
      add floor "git diff --cached --name-only"
      tool secretscan "$(quote "$secretscan") --staged" "$secretscan"
      tool gitleaks "$(quote "$gitleaks") git --pre-commit --staged --no-banner -v ." "$gitleaks"
      tool betterleaks "$(quote "$betterleaks") git --staged --no-banner ." "$betterleaks"
      tool kingfisher "$(quote "$kingfisher") scan . --staged --no-validate --no-update-check" "$kingfisher"
      hook=$(locate detect-secrets-hook)
      tool detect-secrets "git diff --cached --name-only -z | xargs -0 $(quote "$hook")" "$hook"
      tool ripsecrets "git diff --cached --name-only -z | xargs -0 $(quote "$ripsecrets")" "$ripsecrets"
      tool git-secrets "$(quote "$gitsecrets") --pre_commit_hook" "$gitsecrets"
      ;;
    history)
      folder=$repo
      add floor "git cat-file --batch-all-objects --batch --unordered --buffer >/dev/null"
      tool secretscan "$(quote "$secretscan") --history" "$secretscan"
      tool gitleaks "$(quote "$gitleaks") git --no-banner -v ." "$gitleaks"
      tool betterleaks "$(quote "$betterleaks") git --no-banner ." "$betterleaks"
      tool kingfisher "$(quote "$kingfisher") scan . --git-history full --no-validate --no-update-check" "$kingfisher"
      tool git-secrets "$(quote "$gitsecrets") --scan-history" "$gitsecrets"
      ;;
    range)
      folder=$repo
      add floor "git rev-list --objects $base..HEAD | cut -d' ' -f1 | git cat-file --batch --buffer >/dev/null"
      tool secretscan "$(quote "$secretscan") --range $base..HEAD" "$secretscan"
      tool gitleaks "$(quote "$gitleaks") git --no-banner -v --log-opts=$base..HEAD ." "$gitleaks"
      tool betterleaks "$(quote "$betterleaks") git --no-banner --log-opts=$base..HEAD ." "$betterleaks"
      tool kingfisher "$(quote "$kingfisher") scan . --since-commit $base --no-validate --no-update-check" "$kingfisher"
      ;;
    *) die "there is no mode $mode: choose tree, hook, history or range" ;;
  esac
  case " ${names[*]} " in *" secretscan "*) ;; *) die "$mode: our own program does not report the planted secret" ;; esac
  arguments=()
  for i in "${!names[@]}"; do arguments+=(-n "${names[i]}" "${commands[i]}"); done
  (cd "$folder" && hyperfine --shell bash -i --warmup 1 --runs "$runs" --style basic --export-csv "$work/$mode.csv" \
    "${arguments[@]}" >"$work/$mode.log" 2>&1) || { cat "$work/$mode.log" >&2; die "$mode: hyperfine failed"; }
  echo
  printf '%-16s %10s %10s %9s %9s %12s\n' "$mode" "median ms" "user ms" "x floor" "x ours" ""
  awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { name[NR] = $at["command"]; median[NR] = $at["median"]; user[NR] = $at["user"] }
    $at["command"] == "floor" { floor = $at["median"] }
    $at["command"] == "secretscan" { ours = $at["median"] }
    END {
      for (i = 2; i <= NR; i++)
        printf "%-16s %10.1f %10.1f %9.2f %9.2f\n", name[i], median[i] * 1e3, user[i] * 1e3, median[i] / floor, median[i] / ours
    }' "$work/$mode.csv"
done
