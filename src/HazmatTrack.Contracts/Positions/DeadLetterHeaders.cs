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

    /// <summary>The detail in Chinese, where it is known.</summary>
    public const string DetailInChinese = "hazmattrack-detail-zh";

    /// <summary>For how many reports the letter stands, where it has none of them: a sender of many gets no letter for each.</summary>
    public const string Reports = "hazmattrack-reports";

    /// <summary>The length of the whole original, where the letter has only its beginning.</summary>
    public const string CutFrom = "hazmattrack-cut-from";

    public const string Topic = "hazmattrack-topic";
    public const string Partition = "hazmattrack-partition";
    public const string Offset = "hazmattrack-offset";
    public const string Time = "hazmattrack-time";

    /// <summary>What all headers of this program begin with: a sender's own header of such a name is not believed.</summary>
    public const string Prefix = "hazmattrack-";

    /// <summary>Adds the headers for a record of a topic.</summary>
    public static void AddTo(Headers headers, TopicPartitionOffset origin, RejectReason reason, string detail, Instant now)
    {
        AddTo(headers, reason, detail, now);
        Add(Topic, origin.Topic);
        Add(Partition, origin.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(Offset, origin.Offset.Value.ToString(CultureInfo.InvariantCulture));

        void Add(string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Adds the headers for a report that was on no topic.</summary>
    public static void AddTo(Headers headers, RejectReason reason, string detail, Instant now)
    {
        headers.Add(Reason, Encoding.UTF8.GetBytes(reason.Code()));
        headers.Add(Detail, Encoding.UTF8.GetBytes(detail));
        headers.Add(Time, Encoding.UTF8.GetBytes(now.ToString()));
    }
}
