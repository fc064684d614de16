#!/bin/sh
# Makes the secrets of docker-compose.yml, each a file of its own in secrets/. What is there already stays.
#   ./prepare.sh                 for this machine alone
#   ./prepare.sh HOST            also those of outside.yml, for a program that others reach by this name
# Needs openssl.
set -eu
cd "$(dirname "$0")"
host=${1:-}
command -v openssl >/dev/null || { echo "openssl is not on the PATH." >&2; exit 2; }

# Only this user looks into the folder; the files are readable to the users of the containers, into which each is mounted by itself.
mkdir -p secrets
chmod 700 secrets
cd secrets
umask 022
fresh() { [ ! -s "$1" ] && echo "secrets/$1"; }
password() { openssl rand -hex 24; }

! fresh postgres-password || password >postgres-password
! fresh program-password || password >program-password
connection() { printf 'Host=postgres;Username=%s;Database=hazmattrack;Password=%s%s\n' "$1" "$(cat "$2")" "${3:-}"; }
! fresh postgres-owner || connection hazmattrack_owner postgres-password >postgres-owner
! fresh Postgres__ConnectionString || connection hazmattrack program-password ';Maximum Pool Size=10' >Postgres__ConnectionString
! fresh redis.conf || printf 'requirepass %s\nappendonly yes\nmaxmemory-policy noeviction\n' "$(password)" >redis.conf
! fresh Redis__ConnectionString || printf 'redis:6379,password=%s\n' "$(sed -n 's/^requirepass //p' redis.conf)" >Redis__ConnectionString
! fresh audit-key.pem || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out audit-key.pem
! fresh grafana-password || password >grafana-password
if [ -n "$host" ]; then
  new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
  # shellcheck disable=SC2086 # options
  { ! fresh server.pem || openssl req -x509 $new -days 365 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" -keyout server.key -out server.pem
    ! fresh silo-authority.pem || openssl req -x509 $new -days 3650 -subj "/CN=HazmatTrack silos" -keyout silo-authority.key -out silo-authority.pem
    ! fresh silo.pem || { openssl req $new -subj "/CN=silo" -keyout silo.key -out silo.csr
      openssl x509 -req -days 3650 -in silo.csr -CA silo-authority.pem -CAkey silo-authority.key -CAcreateserial -out silo.pem; }; } 2>openssl.log || { cat openssl.log >&2; exit 1; }
  ! fresh key-ring.pem || {
    openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=hazmattrack -keyout key-ring.key -out key-ring.pem 2>openssl.log || { cat openssl.log >&2; exit 1; }
    cat key-ring.key >>key-ring.pem; rm key-ring.key; }
  rm -f openssl.log silo.csr silo-authority.srl
  [ -s sign-in-secret ] || echo "Put the secret that the identity provider has given this program into secrets/sign-in-secret." >&2
fi
chmod 644 -- *
[ ! -e silo-authority.key ] || chmod 600 silo-authority.key # signs silos, and is mounted nowhere
