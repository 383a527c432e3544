#!/bin/sh
# Chromium and its driver for the tests of the web pages: found, or installed where that is allowed.
set -eu

present() {
    command -v "$1" >/dev/null 2>&1
}

complete() {
    present chromedriver &&
        { present chromium || present chromium-browser || present google-chrome; }
}

explain() {
    cat >&2 <<'END'
Pengujian halaman web memerlukan Chromium dan chromedriver, dan keduanya belum ada di mesin ini.
  Debian        sudo apt install chromium chromium-driver
  Ubuntu        sudo snap install chromium
  Fedora        sudo dnf install chromium chromedriver
  macOS         brew install --cask chromium chromedriver
Sesudah itu ulangi make test. Tanpa peramban, make lint dan make run tetap dapat dipakai.
END
    exit 1
}

complete && exit 0
[ "$(id -u)" = 0 ] && present apt-get || explain
echo 'Memasang Chromium untuk pengujian halaman web (hanya sekali) ...'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if apt-get update >"$log" 2>&1 &&
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
        chromium chromium-driver >>"$log" 2>&1 &&
    complete; then
    exit 0
fi
tail -n 20 "$log" >&2
explain
