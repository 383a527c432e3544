#!/bin/sh
# Runs one step quietly: sh tools/step.sh NAME COMMAND... Speaks up only when it fails.
name=$1
shift
printf '%-14s' "$name"
if said=$("$@" 2>&1); then
    echo 'baik'
else
    echo 'GAGAL'
    printf '%s\nLangkah yang gagal: %s\n' "$said" "$name" >&2
    exit 1
fi
