using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>What a defect of one rule may do, and to whom.</summary>
public sealed class ThrowingRuleTests
{
    private static readonly IRule s_throwsWhereItCrosses = new ThrowingRule(step => step.Crossings.Length > 0);

    [Fact]
    public void A_truck_far_from_any_border_is_told_nothing_of_the_truck_that_was_judged_before_it_by_a_rule_that_threw()
    {
        var context = Context(new CrossingRule(), s_throwsWhereItCrosses);
        var first = VehicleTracker.New(Some.Truck);
        _ = Crossing().Points.TakeWhile(p => Record.Exception(() => first.Apply(p, context, [])) is null).Count();

        var second = VehicleTracker.New(new("沪B99999", PlateColour.Yellow));
        var changes = new List<FindingChange>();
        second.Apply(new(Fix(Journey.Start, 30_000), 0), context, changes);
        Assert.Empty(changes);
    }

    private static JudgingContext Context(params IRule[] rules) => new(Squares.Map, rules, VehicleDocuments.None);

    private static Journey Crossing() => new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0);

    private static PositionReport Fix(Instant time, double east) =>
        new() { Time = time, Position = Squares.Off(Squares.Border, east, 0), SpeedDeciKmh = 600, Status = ReportStatus.Fixed };
}
