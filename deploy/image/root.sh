#!/usr/bin/env bash
# Lays the root file system of the image, without the program: Debian packages, a user, authorities. Needs no privileges and touches nothing of the machine.
#   deploy/image/root.sh ARCHITECTURE FOLDER     amd64 or arm64; the folder must not be there yet
# Needs a Debian 12 or an environment with its apt sources, apt-get and dpkg-deb. HAZMATTRACK_APT_CACHE names a folder that keeps packages for the next time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
architecture=$1 root=$2
mkdir "$root"
root=$(cd "$root" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cache=${HAZMATTRACK_APT_CACHE:-$work/apt}

# Lists and packages of this call's own: another architecture than the machine's needs no change of the machine.
mkdir -p "$cache/$architecture"/{lists/partial,archives/partial} "$work/packages"
apt=(apt-get -qq -o Debug::NoLocking=1 -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Sandbox::User=
  -o Dir::State="$cache/$architecture" -o Dir::State::status=/dev/null -o Dir::Cache="$cache/$architecture")
mapfile -t packages < <(sed -e 's/#.*//' -e 's/ *$//' -e '/^$/d' "$here/packages.txt")
"${apt[@]}" update >&2
(cd "$work/packages" && "${apt[@]}" download "${packages[@]}" >&2)

# As in a Debian system, /lib and /lib64 are links into /usr.
merged() { mkdir -p "$1/usr/lib" "$1/usr/lib64" && ln -s usr/lib usr/lib64 "$1"; }
all=$work/all
merged "$all"
merged "$root"
mkdir -p "$root/var/lib/dpkg/status.d" "$root/etc" "$root/usr/share"
for package in "$work"/packages/*.deb; do
  # Through tar, which follows those links; dpkg-deb -x would lay folders over them.
  dpkg-deb --fsys-tarfile "$package" | tar -x --no-same-owner --keep-directory-symlink -C "$all"
  name=$(dpkg-deb -f "$package" Package)
  dpkg-deb -f "$package" >"$root/var/lib/dpkg/status.d/$name"
  install -D "$all/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/copyright"
done

# Libraries without charsets and auditing; time zones in one form; what says which system this is.
rm -rf "$all"/usr/lib/*-linux-gnu/{gconv,audit} "$all"/usr/share/zoneinfo/{right,posix}
find "$all/usr/lib" -mindepth 1 -maxdepth 1 \( -name '*-linux-gnu' -o -name 'ld-linux*' -o -name os-release \) -exec cp -a -t "$root/usr/lib" {} +
cp -a "$all/usr/lib64/." "$root/usr/lib64"
cp -a "$all/usr/share/zoneinfo" "$root/usr/share"
cp -a "$all"/etc/{os-release,debian_version} "$root/etc"

# What the packages' scripts would make: all authorities in one file, where OpenSSL looks.
mkdir -p "$root/etc/ssl/certs"
find "$all/usr/share/ca-certificates/mozilla" -name '*.crt' | LC_ALL=C sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"

# The number of the user is the one that .NET's own images have.
cat >"$root/etc/passwd" <<'USERS'
root:x:0:0:root:/root:/usr/sbin/nologin
hazmattrack:x:1654:1654:HazmatTrack:/data:/usr/sbin/nologin
USERS
printf 'root:x:0:\nhazmattrack:x:1654:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
mkdir -p "$root/app" "$root/data" "$root/tmp" "$root/proc" "$root/dev" "$root/sys" "$root/run/secrets" "$root/etc/hazmattrack"

# The same bits whatever the umask is.
find "$root" -type d -exec chmod 755 {} + -o -type f -perm /111 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
chmod 1777 "$root/tmp"
chmod 700 "$root/data"
[ "$(id -u)" != 0 ] || chown 1654:1654 "$root/data" # elsewhere build.sh says so in its archive
