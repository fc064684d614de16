using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Domain.Tests.Alerts;

public class AlertIdTests
{
    private static readonly FindingIdentity s_identity = new("crossing", "320000>310000", SomeAlerts.Morning);

    /// <summary>Ids are stored and cited for years: this one may never change. By sha256sum over the bytes written out by hand.</summary>
    [Fact]
    public void The_id_of_a_finding_is_the_same_for_ever() =>
        Assert.Equal("5m9329ssj2jc94r8kg3w", AlertId.From(SomeAlerts.Truck, s_identity).ToString());

    [Fact]
    public void Whatever_differs_gives_another_id()
    {
        AlertId[] ids =
        [
            AlertId.From(SomeAlerts.Truck, s_identity),
            AlertId.From(SomeAlerts.OtherTruck, s_identity),
            AlertId.From(SomeAlerts.Truck, s_identity with { Rule = "permit" }),
            AlertId.From(SomeAlerts.Truck, s_identity with { Key = "310000>320000" }),
            AlertId.From(SomeAlerts.Truck, s_identity with { FirstOnset = new(SomeAlerts.Morning.UnixMilliseconds + 1) }),
            AlertId.From(SomeAlerts.Truck, s_identity with { Rule = "crossing3", Key = "20000>310000" }),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Every_id_reads_back_from_its_text() =>
        Gen.Long[0, 4_000_000_000_000].Sample(time =>
        {
            var id = AlertId.From(SomeAlerts.Truck, s_identity with { FirstOnset = new(time) });
            return AlertId.TryParse(id.ToString(), out var read) && read == id && Uri.EscapeDataString(id.ToString()) == id.ToString();
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdefghj")]
    [InlineData("0123456789abcdefghjkm")]
    [InlineData("0123456789abcdefghjI")]
    [InlineData("0123456789ABCDEFGHJK")]
    [InlineData("0123456789abcdefgh'-")]
    public void Other_texts_are_not_ids(string? text) => Assert.False(AlertId.TryParse(text, out _));
}
