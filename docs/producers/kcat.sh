#!/usr/bin/env bash
# One position with kcat: protoc makes the value, murmur2_random finds the partition.
#   kcat.sh BROKERS PLATE_COLOUR LATITUDE LONGITUDE       (needs kcat and protoc)
set -euo pipefail
brokers=$1 vehicle=$2 latitude=$3 longitude=$4
schema=$(cd "$(dirname "$0")/../../src/HazmatTrack.Contracts/Messages" && pwd)
value=$(mktemp)
trap 'rm -f "$value"' EXIT

protoc --encode=hazmattrack.v1.PositionMessage -I "$schema" position.proto >"$value" <<TEXT
vehicle: "$vehicle"
time_ms: $(date +%s%3N)
latitude_e6: $(printf '%.0f' "${latitude}e6")
longitude_e6: $(printf '%.0f' "${longitude}e6")
speed_deci_kmh: 655
heading_degrees: 270
status_bits: 3
TEXT
kcat -P -b "$brokers" -t positions -X partitioner=murmur2_random -X enable.idempotence=true -k "$vehicle" "$value"
