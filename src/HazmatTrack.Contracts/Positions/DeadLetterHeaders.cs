using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Positions;

/// <summary>The headers by which a dead letter tells why it is one, and where its original was.</summary>
internal static class DeadLetterHeaders
{
    public const string Reason = "hazmattrack-reason";
    public const string Detail = "hazmattrack-detail";
    public const string Topic = "hazmattrack-topic";
    public const string Partition = "hazmattrack-partition";
    public const string Offset = "hazmattrack-offset";
    public const string Time = "hazmattrack-time";

    /// <summary>What all headers of this program begin with: a sender's own header of such a name is not believed.</summary>
    public const string Prefix = "hazmattrack-";

    /// <summary>Adds the headers for a record of a topic.</summary>
    public static void AddTo(Headers headers, TopicPartitionOffset origin, RejectReason reason, string detail, Instant now)
    {
        Add(Reason, reason.Code());
        Add(Detail, detail);
        Add(Topic, origin.Topic);
        Add(Partition, origin.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(Offset, origin.Offset.Value.ToString(CultureInfo.InvariantCulture));
        Add(Time, now.ToString());

        void Add(string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
    }
}
