#!/usr/bin/env bash
# Builds the image of the Dockerfile without Docker, without a registry and without privileges.
#   deploy/image/build.sh [--rid RID] [--published FOLDER] OUT
# RID is linux-x64 (default) or linux-arm64; --published takes a folder that publish.sh has made. OUT becomes
#   OUT/oci                 the image as an OCI layout, tag "hazmattrack"
#   OUT/hazmattrack.oci.tar the same in one file: skopeo copy oci-archive:… docker://…, podman load -i …
#   OUT/hazmattrack.docker.tar  for docker load -i …
# The same commit, SDK and packages of Debian give the same digest: times are those of the commit, or SOURCE_DATE_EPOCH.
# Needs what root.sh and publish.sh need, umoci, skopeo and jq.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rid=linux-x64 published=
while [ $# -gt 1 ]; do
  case $1 in
    --rid) rid=$2 ;;
    --published) published=$(cd "$2" && pwd) ;;
    *) sed -n '2,10p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
[ $# = 1 ] || { sed -n '2,10p' "$0" >&2; exit 2; }
case $rid in
  linux-x64) architecture=amd64 ;;
  linux-arm64) architecture=arm64 ;;
  *) echo "There is no image for $rid: linux-x64 or linux-arm64." >&2; exit 2 ;;
esac
for program in umoci skopeo jq dpkg-deb; do command -v "$program" >/dev/null || { echo "$program is not on the PATH." >&2; exit 2; }; done

mkdir -p "$1"
out=$(cd "$1" && pwd)
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct)}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
commit=${COMMIT:-$(git -C "$here" rev-parse HEAD)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$out/oci" "$out"/hazmattrack.*.tar

"$here/root.sh" "$architecture" "$work/root"
[ -n "$published" ] || { published=$work/published && "$here/publish.sh" "$rid" "$published"; }

# The layers, byte by byte the same every time: Debian; the program; its data folder, which alone belongs to its user.
archive() { tar -c --format=gnu --sort=name --mtime="@$epoch" --numeric-owner --owner="$1" --group="$1" "${@:2}"; }
archive 0 -C "$work/root" --exclude=./data . >"$work/1.tar"
archive 0 --mode=u=rwX,go=rX --transform 's:^\.:./app:' -C "$published" . >"$work/2.tar"
archive 1654 -C "$work/root" ./data >"$work/3.tar"

umoci init --layout "$out/oci"
image=$out/oci:hazmattrack
umoci new --image "$image"
umoci config --image "$image" --no-history --created "$created" --architecture "$architecture" --os linux \
  --config.user 1654:1654 --config.workingdir /data --config.entrypoint /app/HazmatTrack.Server --config.volume /data --config.stopsignal SIGTERM \
  --config.exposedports 8080/tcp --config.exposedports 8443/tcp --config.exposedports 9090/tcp --config.exposedports 11111/tcp --config.exposedports 30000/tcp \
  --config.env PATH=/app --config.env Server__DataFolder=/data --config.env Outside__Operation=0.0.0.0:9090 \
  --config.env DOTNET_RUNNING_IN_CONTAINER=true --config.env DOTNET_EnableDiagnostics=0 \
  --config.label org.opencontainers.image.title=HazmatTrack --config.label org.opencontainers.image.licenses=Apache-2.0 \
  --config.label "org.opencontainers.image.revision=$commit"
for layer in 1 2 3; do
  umoci raw add-layer --image "$image" --history.created "$created" --history.created_by "deploy/image/build.sh layer $layer" "$work/$layer.tar"
done
umoci config --image "$image" --no-history --created "$created"
umoci gc --layout "$out/oci"

tar -c --format=gnu --sort=name --mtime="@$epoch" --numeric-owner --owner=0 --group=0 --mode=u=rwX,go=rX -C "$out/oci" . >"$out/hazmattrack.oci.tar"
skopeo --insecure-policy copy -q "oci:$image" "docker-archive:$out/hazmattrack.docker.tar:hazmattrack:${commit:0:12}"
jq -r '.manifests[0].digest' "$out/oci/index.json"
