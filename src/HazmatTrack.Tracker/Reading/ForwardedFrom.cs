using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// The headers of a record that was forwarded to the partition of its key: where it was read, and how many partitions the topic had for the silo that
/// forwarded it. A record that is forwarded again has the headers again; the last of each name counts.
/// </summary>
internal static class ForwardedFrom
{
    public const string TopicHeader = "hazmattrack-forwarded-topic";
    public const string PartitionHeader = "hazmattrack-forwarded-partition";
    public const string OffsetHeader = "hazmattrack-forwarded-offset";
    public const string PartitionsHeader = "hazmattrack-forwarded-partitions";

    /// <summary>Contains the number of original headers where the broker accepted the record only without them.</summary>
    public const string CutHeadersHeader = "hazmattrack-forwarded-cut-headers";

    /// <summary>
    /// Whether a silo that knows of more partitions has put the record here. A silo that knows of fewer does not forward it: it would come back. So each time
    /// a record is forwarded, the topic has more partitions than the time before, and the forwarding ends.
    /// </summary>
    /// <param name="partition">The partition that the record is in.</param>
    /// <param name="vehicle">The vehicle of the record.</param>
    /// <param name="partitions">The number of partitions that this silo knows of.</param>
    public static bool IsByMore(Headers? headers, int partition, VehicleKeyEntry vehicle, int partitions) =>
        headers is not null
        && headers.TryGetLastBytes(PartitionsHeader, out var bytes)
        && int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var more)
        && more > partitions
        && vehicle.HomeIn(more) == partition;

    /// <summary>Adds the headers of a record that is forwarded from here.</summary>
    public static void Add(Headers headers, string topic, int partition, long offset, int partitions)
    {
        headers.Add(TopicHeader, Encoding.UTF8.GetBytes(topic));
        headers.Add(PartitionHeader, Text(partition));
        headers.Add(OffsetHeader, Text(offset));
        headers.Add(PartitionsHeader, Text(partitions));
    }

    /// <summary>The text of a header's number.</summary>
    public static byte[] Text(long number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
