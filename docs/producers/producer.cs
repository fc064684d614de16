// One position in .NET 10: dotnet run producer.cs -- BROKERS PLATE_COLOUR LATITUDE LONGITUDE
// Elsewhere: packages Confluent.Kafka, Google.Protobuf and Grpc.Tools, and <Protobuf Include="position.proto" /> in the project.
#:project ../../src/HazmatTrack.Contracts/HazmatTrack.Contracts.csproj
#:package Confluent.Kafka
#:property RestorePackagesWithLockFile=false

using System.Globalization;
using Confluent.Kafka;
using Google.Protobuf;
using HazmatTrack.Contracts.Messages;

if (args is not [var brokers, var vehicle, var latitude, var longitude])
{
    Console.Error.WriteLine("BROKERS PLATE_COLOUR LATITUDE LONGITUDE");
    return 2;
}

int Micro(string degrees) => (int)Math.Round(double.Parse(degrees, CultureInfo.InvariantCulture) * 1e6);
using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
{
    BootstrapServers = brokers,
    Partitioner = Partitioner.Murmur2Random, // not the default, which puts the truck into another partition
    EnableIdempotence = true,
}).Build();
var message = new PositionMessage
{
    Vehicle = vehicle, // the same text as the key
    TimeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
    LatitudeE6 = Micro(latitude),
    LongitudeE6 = Micro(longitude),
    SpeedDeciKmh = 655,
    HeadingDegrees = 270,
    StatusBits = 3, // ACC on, fixed
};
var place = await producer.ProduceAsync("positions", new() { Key = vehicle, Value = message.ToByteArray() });
Console.WriteLine($"{vehicle} is in partition {place.Partition.Value} at offset {place.Offset.Value}");
return 0;
