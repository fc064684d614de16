using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Crossings;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
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

    [Fact]
    public void A_rule_that_throws_for_a_truck_is_not_asked_again_and_the_others_go_on()
    {
        var context = Context(s_throwsWhereItCrosses, new CrossingRule());
        var journey = Crossing().Judge(context);
        Assert.Equal(["320000>310000"], journey.Crossings);
        var fault = Assert.Single(journey.Tracker.Faults);
        Assert.Equal(("throws", 1), (fault.Rule, fault.Version));
        Assert.Contains("a rule's defect", fault.Reason, StringComparison.Ordinal);

        // Stored and read back it is still known.
        var next = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        Assert.Equal(fault with { Reason = "" }, Assert.Single(next.Faults));
    }

    [Fact]
    public void A_rule_of_another_version_than_the_one_that_threw_has_the_truck_judged_again_from_there()
    {
        var journey = Crossing().Judge(Context(s_throwsWhereItCrosses));
        var next = VehicleTracker.Decode(Some.Truck, journey.Tracker.Encode());
        next.Apply(new(Fix(journey.Now + TimeSpan.FromMinutes(1), 9000), 100), Context(new ThrowingRule(_ => false, version: 2)), []);
        Assert.Equal(journey.Tracker.Faults.Single().At, next.TakeJudgeFrom()?.From);
    }

    [Fact]
    public void The_alerts_of_a_rule_that_throws_stay_as_they_are_whatever_is_judged_again()
    {
        // The rule finds the crossing, and throws at a late report that has the truck judged again from before it.
        var fine = true;
        var context = Context(new Wrapped(new CrossingRule(), () => !fine));
        var journey = Crossing().Judge(context);
        var told = Assert.Single(journey.Tracker.Findings);
        fine = false;
        var late = Fix(Journey.Start + TimeSpan.FromSeconds(1), -2990);
        var changes = new List<FindingChange>();
        Assert.Equal(ApplyOutcome.AppliedLate, journey.Tracker.Apply(new(late, 99), context, changes));
        Assert.Empty(changes);
        Assert.Equal(told, Assert.Single(journey.Tracker.Findings));

        // The same from history.
        var stored = journey.Points.Select(p => p.Report).Append(late).OrderBy(r => r.Time).ToList();
        var built = VehicleTracker.Rebuild(Some.Truck, null, stored, [told], context, changes);
        built.Rejudge(null, stored, [told], context, ChangeCause.LateReport, changes);
        Assert.Empty(changes);
        Assert.Equal("crossing", Assert.Single(built.Faults).Rule);
    }

    private sealed class Wrapped(IRule rule, System.Func<bool> throws) : IRule
    {
        public string Id => rule.Id;

        public int Version => rule.Version;

        public void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
        {
            if (throws())
            {
                throw new InvalidOperationException("a rule's defect");
            }

            rule.Judge(episodes, step, findings);
        }
    }

    private static RuleContext Context(params IRule[] rules) => new(Squares.Map, RuleSet.From(rules), VehicleDocuments.None);

    private static Journey Crossing() => new Journey(Squares.Border).Fix(-3000, 0).To(3000, 0).To(9000, 0);

    private static PositionReport Fix(Instant time, double east) =>
        new() { Time = time, Position = Squares.Off(Squares.Border, east, 0), SpeedDeciKmh = 600, Status = ReportStatus.Fixed };
}
