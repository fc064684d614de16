using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Rules;

/// <summary>Whether two findings say the same. Where in the log their evidence stands takes no part, as in all judging.</summary>
public static class FindingContent
{
    public static bool Same(Finding a, Finding b) =>
        a.Rule == b.Rule && a.RuleVersion == b.RuleVersion && a.Key == b.Key && a.Onset == b.Onset && a.End == b.End
        && a.Position == b.Position && a.Severity == b.Severity && a.Province == b.Province && a.Measured == b.Measured
        && a.Limit == b.Limit && a.Reason == b.Reason && a.Documents.AsSpan().SequenceEqual(b.Documents.AsSpan())
        && Same(a.Evidence.AsSpan(), b.Evidence.AsSpan()) && Same(a.Crossing, b.Crossing);

    private static bool Same(ReadOnlySpan<TrackPoint> a, ReadOnlySpan<TrackPoint> b)
    {
        var same = a.Length == b.Length;
        for (var i = 0; same && i < a.Length; i++)
        {
            same = a[i].Report == b[i].Report;
        }

        return same;
    }

    private static bool Same(Crossing? a, Crossing? b) => a is null || b is null ? a == b : WithoutOffsets(a) == WithoutOffsets(b);

    private static Crossing WithoutOffsets(Crossing crossing) => crossing with
    {
        Before = crossing.Before with { Offset = TrackPoint.UnknownOffset },
        After = crossing.After with { Offset = TrackPoint.UnknownOffset },
        ConfirmedBy = crossing.ConfirmedBy with { Offset = TrackPoint.UnknownOffset },
    };
}
