using System.Collections.Immutable;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// When two findings say the same. Where in the log their reports stand is evidence and takes no part: a finding judged again from
/// history, which no longer knows the offsets, is not another one.
/// </summary>
public static class FindingContent
{
    public static bool Same(Finding a, Finding b) =>
        a with { Crossing = null, Documents = [], Evidence = [] } == b with { Crossing = null, Documents = [], Evidence = [] }
        && Same(a.Crossing, b.Crossing)
        && a.Documents.AsSpan().SequenceEqual(b.Documents.AsSpan())
        && a.Evidence.Length == b.Evidence.Length
        && a.Evidence.Zip(b.Evidence, (x, y) => x.Report == y.Report).All(same => same);

    /// <summary>The finding with the offsets that an earlier statement of it still knew.</summary>
    public static Finding KeepOffsets(Finding finding, Finding earlier)
    {
        if (!PointsOf(finding).Any(point => point.Offset < 0))
        {
            return finding;
        }

        var known = new Dictionary<PositionReport, long>();
        foreach (var point in PointsOf(earlier).Where(point => point.Offset >= 0))
        {
            known[point.Report] = point.Offset;
        }

        TrackPoint Known(TrackPoint point) => point.Offset < 0 && known.TryGetValue(point.Report, out var offset) ? point with { Offset = offset } : point;

        return finding with
        {
            Crossing = finding.Crossing is { } crossing
                ? crossing with { Before = Known(crossing.Before), After = Known(crossing.After), ConfirmedBy = Known(crossing.ConfirmedBy) }
                : null,
            Evidence = ImmutableArray.CreateRange(finding.Evidence, Known),
        };
    }

    private static bool Same(Crossing? a, Crossing? b) =>
        a is null || b is null
            ? a is null && b is null
            : WithoutOffsets(a) == WithoutOffsets(b);

    private static Crossing WithoutOffsets(Crossing crossing) => crossing with
    {
        Before = crossing.Before with { Offset = TrackPoint.UnknownOffset },
        After = crossing.After with { Offset = TrackPoint.UnknownOffset },
        ConfirmedBy = crossing.ConfirmedBy with { Offset = TrackPoint.UnknownOffset },
    };

    private static IEnumerable<TrackPoint> PointsOf(Finding finding) => finding.Crossing is { } crossing
        ? finding.Evidence.Append(crossing.Before).Append(crossing.After).Append(crossing.ConfirmedBy)
        : finding.Evidence;
}
