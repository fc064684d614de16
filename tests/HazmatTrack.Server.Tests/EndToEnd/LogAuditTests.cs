using Confluent.Kafka;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Verdicts;

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

    private static LoadRecord Sent(char what, long offset) => new() { Key = [(byte)'k'], Value = [(byte)what], Place = (7, offset) };

    private static ConsumeResult<byte[]?, byte[]?> Kept(char what, long offset) => new()
    {
        TopicPartitionOffset = new("positions", 7, offset),
        Message = new() { Key = [(byte)'k'], Value = [(byte)what] },
    };
}
