#!/usr/bin/env bash
# Publishes the program with its runtime: what lies in /app of the image, and what runs without a container.
#   deploy/image/publish.sh RID FOLDER           linux-x64 or linux-arm64; the folder is made
# Needs the .NET SDK, and Node.js 20 or later with npm for the page. COMMIT names the commit where there is no Git.
set -euo pipefail
rid=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cd "$(dirname "$0")/../.."
[ -z "$(ls -A "$folder")" ] || { echo "$folder is not empty." >&2; exit 2; }
command -v node >/dev/null || { echo "Node.js 20 or later is not on the PATH; the image must have the page." >&2; exit 2; }

# CI=true: packages as locked, and paths of this machine in no file. CI=false takes over what a build for development has compiled.
export CI=${CI:-true} DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
options=(src/HazmatTrack.Server -v quiet -p:ImageRid="$rid")
[ -z "${COMMIT:-}" ] || options+=(-p:SourceRevisionId="$COMMIT")
dotnet restore "${options[@]}" >&2
dotnet publish "${options[@]}" --no-restore -c Release -o "$folder" >&2

# librdkafka comes in builds for several systems. On x64 the one without a suffix asks for Cyrus SASL, which is for Kerberos alone and needs more packages than
# all others together; the other build for glibc asks for none, as does that for arm64. Without Kerberos: SCRAM, PLAIN, OAUTHBEARER and TLS are all there.
[ ! -e "$folder/centos8-librdkafka.so" ] || mv "$folder/centos8-librdkafka.so" "$folder/librdkafka.so"
rm -f "$folder/alpine-librdkafka.so"

# For tracing by LTTng, and for devices of the embedded Redis that the program does not use: what they need is not in the image.
rm -f "$folder/libcoreclrtraceptprovider.so" "$folder"/libnative_device*.so
