#!/bin/sh
# Prints the lines of a job list that belong to one of several workers: every line goes to exactly one of them.
#
#   share.sh JOBS INDEX COUNT | secretscan worker
#
# JOBS is a file with one JSON job a line, INDEX this worker's number from 0, COUNT how many workers there are.
set -eu
jobs=$1 index=$2 count=$3
if [ "$index" -lt 0 ] || [ "$index" -ge "$count" ]; then
    echo "share.sh: there is no worker $index of $count (they count from 0)" >&2
    exit 2
fi
if [ ! -r "$jobs" ]; then
    echo "share.sh: $jobs cannot be read" >&2
    exit 2
fi
awk -v index_="$index" -v count="$count" '(NR - 1) % count == index_' "$jobs"
