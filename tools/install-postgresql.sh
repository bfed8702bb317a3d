#!/bin/sh
# The tests run on PostgreSQL too. As root on Debian it is installed; otherwise one that is there is used, or they skip.
# Only its programs are needed: the tests start a server of their own in a temporary folder.
set -eu
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing PostgreSQL for the tests ..."
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null; then
        mkdir -p /etc/postgresql-common
        # no server of the system's own is wanted beside the one that the tests start
        grep -qs '^create_main_cluster = false' /etc/postgresql-common/createcluster.conf ||
            echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
        apt-get install -y -qq --no-install-recommends postgresql >/dev/null && exit 0
    fi
fi
echo "There is no PostgreSQL and it could not be installed: its tests will be skipped." >&2
