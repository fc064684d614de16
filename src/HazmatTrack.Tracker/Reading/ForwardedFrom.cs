using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// The headers of a record that was sent on to the partition of its key: where it was read, and how many partitions the topic had for the silo that
/// sent it on. A record that is sent on again has them again; the last of each name count.
/// </summary>
internal static class ForwardedFrom
{
    public const string TopicHeader = "hazmattrack-forwarded-topic";
    public const string PartitionHeader = "hazmattrack-forwarded-partition";
    public const string OffsetHeader = "hazmattrack-forwarded-offset";
    public const string PartitionsHeader = "hazmattrack-forwarded-partitions";

    /// <summary>Set with their number where the broker took the record only without the original headers.</summary>
    public const string CutHeadersHeader = "hazmattrack-forwarded-cut-headers";

    /// <summary>
    /// Whether a record lies where a silo that knows of more partitions has put it. A silo that knows of fewer sends it nowhere: it would come back.
    /// So each time that a record is sent on the topic has more partitions than the time before, and the way ends.
    /// </summary>
    /// <param name="headers">The record's.</param>
    /// <param name="partition">Where it lies.</param>
    /// <param name="vehicle">Whose it is.</param>
    /// <param name="partitions">How many partitions this silo knows of.</param>
    public static bool IsByMore(Headers? headers, int partition, VehicleKeyEntry vehicle, int partitions) =>
        headers is not null
        && headers.TryGetLastBytes(PartitionsHeader, out var bytes)
        && int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var more)
        && more > partitions
        && vehicle.HomeIn(more) == partition;

    /// <summary>Adds the headers of a record that is sent on from here.</summary>
    public static void Add(Headers headers, string topic, int partition, long offset, int partitions)
    {
        headers.Add(TopicHeader, Encoding.UTF8.GetBytes(topic));
        headers.Add(PartitionHeader, Text(partition));
        headers.Add(OffsetHeader, Text(offset));
        headers.Add(PartitionsHeader, Text(partitions));
    }

    /// <summary>A header's number.</summary>
    public static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
