using System.Collections.Immutable;
using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>
/// Decides whether two findings have the same content. The places of their reports in the log are evidence and do not count: a finding evaluated again
/// from history, which no longer knows the offsets, is not another one. Nor does the version of the rule or of its parameters: a finding that a newer
/// one confirms keeps the version that it was first evaluated by, and nobody is notified of a change that changes nothing about the vehicle.
/// </summary>
public static class FindingContent
{
    public static bool Same(Finding a, Finding b) =>
        a.Rule == b.Rule && a.Key == b.Key && a.Onset == b.Onset && a.End == b.End
        && a.Position == b.Position && a.Severity == b.Severity && a.Province == b.Province && a.OtherProvince == b.OtherProvince && a.Measured == b.Measured
        && a.Limit == b.Limit && a.Reason == b.Reason && a.Documents.AsSpan().SequenceEqual(b.Documents.AsSpan())
        && Same(a.Evidence.AsSpan(), b.Evidence.AsSpan()) && Same(a.Crossing, b.Crossing);

    /// <summary>The finding with the offsets that an earlier version of it still knew.</summary>
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

    /// <summary>The finding without places in a log: those of one log mean nothing in another.</summary>
    public static Finding WithoutOffsets(Finding finding) => finding with
    {
        Crossing = finding.Crossing is { } crossing
            ? crossing with { Before = Unplaced(crossing.Before), After = Unplaced(crossing.After), ConfirmedBy = Unplaced(crossing.ConfirmedBy) }
            : null,
        Evidence = ImmutableArray.CreateRange(finding.Evidence, point => Unplaced(point)),
    };

    private static TrackPoint Unplaced(in TrackPoint point) => point with { Offset = TrackPoint.UnknownOffset };

    private static bool Same(ReadOnlySpan<TrackPoint> a, ReadOnlySpan<TrackPoint> b)
    {
        var same = a.Length == b.Length;
        for (var i = 0; same && i < a.Length; i++)
        {
            same = Plain(a[i]).Report == Plain(b[i]).Report;
        }

        return same;
    }

    private static bool Same(Crossing? a, Crossing? b) => a is null || b is null ? a == b : WithoutOffsets(a) == WithoutOffsets(b);

    private static Crossing WithoutOffsets(Crossing crossing) => crossing with
    {
        Before = Plain(crossing.Before),
        After = Plain(crossing.After),
        ConfirmedBy = Plain(crossing.ConfirmedBy),
    };

    /// <summary>
    /// Removes its place in the log and the bits set at its receipt: alerts of an earlier version hold a terminal's own bits there.
    /// </summary>
    private static TrackPoint Plain(in TrackPoint point) => new(point.Report.WithHoursBehind(0), TrackPoint.UnknownOffset);

    private static IEnumerable<TrackPoint> PointsOf(Finding finding) => finding.Crossing is { } crossing
        ? finding.Evidence.Append(crossing.Before).Append(crossing.After).Append(crossing.ConfirmedBy)
        : finding.Evidence;
}
