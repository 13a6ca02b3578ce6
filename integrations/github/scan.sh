#!/bin/sh
# What the last step of action.yml runs: the gate, with annotations on standard output, a summary of the job and a SARIF
# report. Everything comes in by the environment; nothing is pasted into a command line.
set -eu

set -- --ci --format github --confidence "${INPUT_CONFIDENCE:-medium}" \
  --report "sarif=${INPUT_SARIF:-secretscan.sarif}"
if [ "${INPUT_STRICT:-false}" = true ]; then
  set -- "$@" --strict
fi
set -f # the words of args are words, and no patterns of file names
for word in ${INPUT_ARGS:-}; do
  set -- "$@" "$word"
done
exec "${SECRETSCAN:-secretscan}" "$@"
