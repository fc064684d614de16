using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Permits;
using HazmatTrack.Domain.Tests.Tracking;
using HazmatTrack.Domain.Tracking.State;
using static HazmatTrack.Domain.Provinces.ProvinceCode;

namespace HazmatTrack.Domain.Tests.Rules.Permits;

/// <summary>Where a crossing says that it may have been earlier than the fix before it, the permit rule says no more than that.</summary>
public sealed class PermitAtTheBorderTests
{
    [Fact]
    public void A_permit_that_ended_while_nobody_could_tell_the_side_of_the_border_is_not_said_to_have_been_expired()
    {
        // Clear of the border until 08:05; then a quarter of an hour along it, in the noise of both; then in.
        var journey = new Journey(Squares.Border).Fix(-3000, 0).To(-300, 0).Fix(-100, 0, 20, after: 30);
        var clear = journey.Now;
        for (var i = 1; i <= 30; i++)
        {
            journey.Fix(-12, i * 330, 40, after: 30);
        }

        var before = journey.Now;
        journey.Fix(200, 10200, 40, after: 30).To(4000, 10200, 40);
        var end = clear + TimeSpan.FromMinutes(5);
        var permit = Some.Permit("P1", "00:00", "23:00", Shanghai) with { ValidTo = end };
        Assert.InRange(end.UnixMilliseconds, clear.UnixMilliseconds + 60_000, before.UnixMilliseconds - 60_000);
        journey.Judge(new RuleContext(Squares.Map, RuleList.All, VehicleDocuments.From(permit)));

        var crossing = Assert.Single(journey.Changes, c => c.Identity.Rule == "crossing").Finding.Crossing!;
        Assert.True(crossing.Time - crossing.TimeUncertainty < end, "the crossing itself says that it may have been while the permit was in force");
        var finding = Assert.Single(journey.Changes, c => c.Identity.Rule == "permit").Finding;
        Assert.Equal(PermitReason.Uncertain, finding.Reason);
    }
}
