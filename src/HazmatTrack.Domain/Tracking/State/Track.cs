using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>The state of one vehicle's track: drift filter, province machine, and the open episodes of the rules.</summary>
internal sealed class Track
{
    /// <summary>The label of a track while there is no other.</summary>
    public const byte FirstLabel = 1;

    /// <summary>The label of the second track.</summary>
    public const byte SecondLabel = 2;

    private const string SecondMark = "@2";

    public DriftFilter Drift { get; } = new();

    public CrossingState Crossing { get; } = new();

    /// <summary>The open episodes of the rules that evaluate fixes.</summary>
    public EpisodeStore Episodes { get; } = new();

    /// <summary>
    /// Distinguishes the findings of two tracks under one plate: those of the second have a mark in their key. A track keeps its label while any
    /// finding of it is open.
    /// </summary>
    public byte Label { get; set; } = FirstLabel;

    /// <summary>Whether nothing found on it is open.</summary>
    public bool IsIdle => Episodes.IsEmpty && !Crossing.Leg.IsOpen;

    /// <summary>The label of the track that a finding was found on.</summary>
    public static byte LabelOf(Finding finding) => finding.Key.EndsWith(SecondMark, StringComparison.Ordinal) ? SecondLabel : FirstLabel;

    /// <summary>The finding, marked as one of the second track.</summary>
    public static Finding Mark(Finding finding) => finding with { Key = finding.Key + SecondMark };

    private static string KeyOf(Finding finding) => LabelOf(finding) == SecondLabel ? finding.Key[..^SecondMark.Length] : finding.Key;

    public void CopyFrom(Track other)
    {
        Drift.CopyFrom(other.Drift);
        Crossing.CopyFrom(other.Crossing);
        Label = other.Label;
        Episodes.CopyFrom(other.Episodes);
    }

    /// <summary>The earliest onset of findings that fixes from now on can return, or end; null before the first fix.</summary>
    public Instant? OpenSince()
    {
        if (GoesOnFrom is not { } from)
        {
            return null;
        }

        var since = CrossingMachine.OpenSince(Crossing) ?? from;
        foreach (ref readonly var item in Episodes.Items)
        {
            since = Instant.Earlier(since, item.Episode.Since);
        }

        return since;
    }

    /// <summary>
    /// Whether a finding of this onset would come from fixes from now on, rather than from those before. Crossings begin where the
    /// open leg does, at the earliest; a lasting finding begins with its episode. For an onset between the last two fixes this is unknown.
    /// </summary>
    public bool IsStillToBeEvaluated(Finding finding) => GoesOnFrom is not { } from
        || finding.Onset >= (finding.Crossing is not null ? CrossingMachine.OpenSince(Crossing) ?? from : EpisodeOf(finding)?.Since ?? from);

    /// <summary>The open episode that a finding of this track is about; null where none is open.</summary>
    public Episode? EpisodeOf(Finding finding) => Episodes.IsEmpty ? null : Episodes.Find(finding.Rule, KeyOf(finding));

    /// <summary>
    /// The fix that the next ones may turn out to follow: the last may be taken back as drift, and the way then leads on from the one before.
    /// </summary>
    private Instant? GoesOnFrom => (Drift.Previous ?? Drift.Last)?.Time;
}
