#!/bin/sh
# Makes .venv where it is missing or broken, then installs the pinned packages of one file.
set -eu
wanted=$1

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    fail "Perlu Python 3.11 atau lebih baru; yang ada di sini: $("${PYTHON:-python3}" -V 2>&1)." \
        "Pasang dulu (Debian/Ubuntu: sudo apt install python3 python3-venv)," \
        "atau tunjukkan letaknya: make run PYTHON=/letak/python3.12"
}

make_venv() {
    python=$(find_python)
    "$python" -m venv --clear .venv || fail "Membuat .venv gagal dengan $("$python" -V)." \
        "Di Debian/Ubuntu biasanya kurang paket: sudo apt install python3-venv"
}

new_enough .venv/bin/python && .venv/bin/python -m pip -V >/dev/null 2>&1 || make_venv
echo "Memasang pustaka dari $wanted (hanya sekali, kira-kira satu menit) ..."
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r "$wanted" ||
    fail "Memasang pustaka gagal. Periksa sambungan internet, lalu ulangi perintah yang sama."
