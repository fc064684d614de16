"""One position in Python.

    pip install confluent-kafka protobuf
    protoc -I ../../src/HazmatTrack.Contracts/Messages --python_out=. position.proto
    python producer.py BROKERS PLATE_COLOUR LATITUDE LONGITUDE
"""
import sys
import time

from confluent_kafka import Producer
from position_pb2 import PositionMessage

brokers, vehicle, latitude, longitude = sys.argv[1:]
producer = Producer({
    "bootstrap.servers": brokers,
    "partitioner": "murmur2_random",  # not the default, which puts the truck into another partition
    "enable.idempotence": True,
})


def on_delivery(error, record):
    if error is not None:
        sys.exit(f"{vehicle} was not delivered: {error}")
    print(f"{vehicle} is in partition {record.partition()} at offset {record.offset()}")


message = PositionMessage(
    vehicle=vehicle,  # the same text as the key
    time_ms=time.time_ns() // 1_000_000,
    latitude_e6=round(float(latitude) * 1e6),
    longitude_e6=round(float(longitude) * 1e6),
    speed_deci_kmh=655,
    heading_degrees=270,
    status_bits=3,  # ACC on, fixed
)
producer.produce("positions", key=vehicle.encode(), value=message.SerializeToString(), on_delivery=on_delivery)
producer.flush()
