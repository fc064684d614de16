using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>Which finding is which when a stretch is judged again.</summary>
public sealed class StandingTests
{
    [Fact]
    public void A_new_finding_never_takes_the_identity_of_one_that_was_amended_away_from_its_onset()
    {
        // First said at 1, amended to 3; now something is said at 1 again, beside it.
        var standing = new ActiveFindings();
        var amended = new FindingIdentity("crossing", "320000>340000", At(1));
        standing.Restore([new(amended, Said(3), At(3))]);
        var changes = new List<FindingChange>();
        standing.Reconcile([new(Said(1), At(1), null), new(Said(3), At(3), null)], new(), ChangeCause.LateReport, 0, changes);

        Assert.Equal(2, standing.Findings.Select(f => f.Identity).Distinct().Count());
        Assert.Equal(amended, standing.Findings.Single(f => f.LastEvaluated.Onset == At(3)).Identity);
        var raised = Assert.Single(changes);
        Assert.Equal(FindingChangeKind.Raised, raised.Kind);
        Assert.NotEqual(amended, raised.Identity);
    }

    private static Instant At(int minutes) => Instant.FromSeconds(1_790_000_000 + (60 * minutes));

    private static Finding Said(int minutes) => new()
    {
        Rule = "crossing",
        RuleVersion = 1,
        Key = "320000>340000",
        Onset = At(minutes),
        Position = new GeoPoint(31_000_000, 118_000_000),
        Severity = Severity.Notice,
    };
}
