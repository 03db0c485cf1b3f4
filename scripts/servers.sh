#!/bin/sh
# Installs the real servers that the tests speak to, where that is possible: as root on Debian or Ubuntu.
# Elsewhere the tests that need one are skipped with a word why, and fail where CI is set.
set -eu
wanted="dovecot:dovecot-imapd openssl:openssl strace:strace clamd:clamav-daemon chromium:chromium nginx:nginx-light"
packages=""
for pair in $wanted; do
    PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null 2>&1 || packages="$packages ${pair#*:}"
done
# Not on anybody's PATH: Debian keeps each version in a folder of its own.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || packages="$packages postgresql"
[ -n "$packages" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$packages"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
    echo "Not installed, so their tests are skipped:$packages (apt-get install$packages)" >&2
fi
