using Confluent.Kafka;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Verdicts;
using HazmatTrack.Kafka;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.Server.Tests.EndToEnd;

public sealed class LogAuditTests
{
    /// <summary>The same bytes are sent twice on purpose; the broker did not say where it has the second.</summary>
    [Theory]
    [InlineData("a0 b1 a2", "", 2)]
    [InlineData("a0 b1", "missing: 7/-1001 k", -1001)]
    [InlineData("a0 b1 a2 a3", "too many: 7/3 k", 2)]
    [InlineData("a0 b1 c2", "missing: 7/-1001 k,too many: 7/2 k", -1001)]
    public void A_record_whose_place_was_not_said_has_the_one_that_no_other_has(string log, string differences, long place)
    {
        var sent = new[] { Sent('a', 0), Sent('b', 1), Sent('a', Offset.Unset) };
        var kept = log.Split(' ').Select(r => Kept(r[0], r[1] - '0')).ToList();
        LogAudit.FindPlaces(sent, kept);
        Assert.Equal((7, place), sent[2].Place);
        Assert.Equal(differences, string.Join(',', LogAudit.Log(sent, kept).Differences.Select(d => d[..d.LastIndexOf(' ')])));
    }

    [Theory]
    [InlineData("a0 b1", "", "")]
    [InlineData("a0 b1 b2 b3", "7/2 b,7/3 b", "")]
    [InlineData("a0 b1 c2", "", "too many: 7/2 k")]
    [InlineData("a0 b2", "7/2 b", "missing: 7/1 k")]
    public void A_record_that_was_doubled_on_the_way_is_one_more_and_hides_nothing(string log, string doubled, string differences)
    {
        var sent = new[] { Sent('a', 0), Sent('b', 1) };
        var kept = log.Split(' ').Select(r => Kept(r[0], r[1] - '0')).ToList();
        var more = LogAudit.Doubled(sent, kept);
        Assert.Equal(doubled, string.Join(',', more.Select(r => $"{r.Place!.Value.Partition}/{r.Place!.Value.Offset} {(char)r.Value![0]}")));
        Assert.Equal(differences, string.Join(',', LogAudit.Log([.. sent, .. more], kept).Differences.Select(d => d[..d.LastIndexOf(' ')])));
    }

    /// <summary>Of 8 partitions, key k hashes to one, and the first record lies in another.</summary>
    [Theory]
    [InlineData("0", "")]
    [InlineData("0 0", "")]
    [InlineData("", "missing: to HOME 7/0 k")]
    [InlineData("0 1", "too many: to HOME 7/1 k")]
    public void A_record_in_a_wrong_partition_must_have_been_sent_on_and_no_other(string copies, string differences)
    {
        var home = KeyHash.PartitionOf("k"u8, 8);
        Assert.NotEqual(7, home);
        LoadRecord At(int partition, long offset) =>
            new() { Key = [(byte)'k'], Value = [(byte)'a'], Report = default(Domain.Tracks.PositionReport), Place = (partition, offset) };
        var kept = copies.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((offset, i) =>
        {
            var headers = new Headers();
            ForwardedFrom.Add(headers, "positions", 7, offset[0] - '0', 8);
            return new ConsumeResult<byte[]?, byte[]?>
            {
                TopicPartitionOffset = new("positions", home, 10 + i),
                Message = new() { Key = [(byte)'k'], Value = [(byte)'a'], Headers = headers },
            };
        }).ToList();
        Assert.All(kept, k => Assert.True(LogAudit.IsCopy(k)));
        var check = LogAudit.Copies([At(7, 0), At(home, 0)], kept, 8, 8);
        Assert.Equal(differences.Replace("HOME", $"{home}", StringComparison.Ordinal),
            string.Join(',', check.Differences.Select(d => d[..d.LastIndexOf(' ')])));
    }

    private static LoadRecord Sent(char what, long offset) => new() { Key = [(byte)'k'], Value = [(byte)what], Place = (7, offset) };

    private static ConsumeResult<byte[]?, byte[]?> Kept(char what, long offset) => new()
    {
        TopicPartitionOffset = new("positions", 7, offset),
        Message = new() { Key = [(byte)'k'], Value = [(byte)what] },
    };
}
