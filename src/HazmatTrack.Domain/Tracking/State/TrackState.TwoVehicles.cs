using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>Two vehicles under one plate: when a second track begins, which track a fix belongs to, and when there is one track again.</summary>
internal sealed partial class TrackState
{
    /// <summary>This many fixes of both tracks in turn that lie together merge the tracks.</summary>
    private const int MergeFixes = 6;

    /// <summary>After this many fixes of one track in a row the other is silent.</summary>
    private const int SoleFixes = 10;

    /// <summary>A track that is silent for this long while the other goes on has ended.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromHours(1);

    /// <summary>The longest time over which the way of a track is extrapolated.</summary>
    private static readonly TimeSpan s_foretell = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_sameTime = TimeSpan.FromMinutes(2);
    private static readonly Distance s_together = Distance.FromMetres(150);

    private Strays? _strays;

    /// <summary>The track of another vehicle under the same plate; null with one.</summary>
    public Track? Second { get; private set; }

    /// <summary>The open episode of two vehicles; null with one.</summary>
    public TwoVehiclesEpisode? Episode { get; private set; }

    /// <summary>The number of fixes in turn that lie together, up to <see cref="MergeFixes"/>.</summary>
    public byte Together { get; private set; }

    /// <summary>The number of fixes of one track since the newest of the other, up to <see cref="SoleFixes"/>.</summary>
    public byte Sole { get; private set; }

    public Strays? Strays => _strays;

    /// <summary>Sets the state of a second track from a stored state.</summary>
    public void RestoreTwo(Strays? strays, Track? second, TwoVehiclesEpisode? episode, byte together, byte sole) =>
        (_strays, Second, Episode, Together, Sole) = (strays, second, episode, together, sole);

    private void CopyTwoFrom(TrackState other)
    {
        Strays.Copy(other._strays, ref _strays);
        if (other.Second is null)
        {
            Second = null;
        }
        else
        {
            (Second ??= new()).CopyFrom(other.Second);
        }

        (Episode, Together, Sole) = (other.Episode, other.Together, other.Sole);
    }

    /// <summary>
    /// The instant from which on there may turn out to be two vehicles, or no longer to be two; null before the first fix. Strays may come after the last
    /// believed fix, and the second track may still begin with that one: it does where the main track is found elsewhere.
    /// </summary>
    private Instant? EpisodeSince() => Episode is { } episode ? episode.Since
        : Main.Drift.Last is not { } last ? null
        : _strays is not { } strays ? last.Time
        : Instant.Later(strays.Count > 0 ? Instant.Earlier(strays.Fixes[0].Time, last.Time) : last.Time, new(strays.NotBefore.UnixMilliseconds + 1));

    /// <summary>With one track: evaluates the fixes that it went on without.</summary>
    private void Stray(TrackPoint? before, DriftVerdict verdict, RuleContext context, FindingSet findings)
    {
        var strays = _strays ??= new();
        var track = before ?? verdict.Believed[0];
        if (verdict.Disconnected)
        {
            strays.Seed(track);
        }

        foreach (ref readonly var fix in verdict.Dropped)
        {
            strays.Take(fix, track);
        }

        foreach (ref readonly var fix in verdict.Believed)
        {
            strays.GoOn(fix.Time);
        }

        if (verdict.Dropped.Length > 0 && strays.AreAVehicle(track))
        {
            Open(strays, track, context, findings);
        }
        else if (strays.Count == 0 && Main.Drift.Held == 0 && Main.Drift.Last!.Value.Time > strays.NotBefore)
        {
            _strays = null;
        }
    }

    /// <summary>Opens a second track, as the strays are another vehicle: all of them are evaluated on it.</summary>
    private void Open(Strays strays, in TrackPoint track, RuleContext context, FindingSet findings)
    {
        var second = new Track
        {
            Label = Main.Label == Track.FirstLabel ? Track.SecondLabel : Track.FirstLabel,
        };
        Second = second;
        (Together, Sole) = (0, 0);
        foreach (ref readonly var fix in strays.Fixes)
        {
            FoldInto(second, fix, context, findings);
        }

        var (here, there) = (Main.Crossing.Province, second.Crossing.Province);
        Episode = new(strays.Fixes[0].Time, track, strays.Fixes[^1], here, there.IsKnown && there != here ? there : null);
        findings.Put(Episode.ToFinding(null, context.Crossing));
        _strays = null;
    }

    private void FoldIntoTwo(in TrackPoint point, RuleContext context, FindingSet findings)
    {
        var second = Second!;
        var toSecond = BelongsToSecond(point, second, context.Crossing);
        var (track, other) = toSecond ? (second, Main) : (Main, second);
        var verdict = FoldInto(track, point, context, findings);
        if (verdict.Believed.Length == 0 || other.Drift.Last is not { } newest || track.Drift.Last is not { } last)
        {
            return;
        }

        var alone = other.Drift.Last.Value.Time < (track.Drift.Previous?.Time ?? last.Time);
        Sole = alone ? (byte)Math.Min(Sole + 1, SoleFixes) : (byte)0;
        var apart = Geodesy.Between(last.Report.Position, newest.Report.Position);
        Together = apart > s_together ? (byte)0 : last.Time - newest.Time <= s_sameTime ? (byte)(Together + 1) : Together;
        if (Sole >= SoleFixes && last.Time - newest.Time > s_silence)
        {
            Close(track, newest.Time, context, findings);
        }
        else if (Together >= MergeFixes)
        {
            Close(Main, last.Time, context, findings);
        }
    }

    /// <summary>Closes the second track: there is one track again.</summary>
    private void Close(Track remaining, Instant end, RuleContext context, FindingSet findings)
    {
        findings.Put(Episode!.ToFinding(end, context.Crossing));
        var newest = Instant.Later(Main.Drift.Last!.Value.Time, Second!.Drift.Last!.Value.Time);
        Main = remaining;
        (Second, Episode, Together, Sole) = (null, null, 0, 0);
        (_strays = new()).ForgetUpTo(newest);
    }

    /// <summary>Whether a fix belongs to the second track: it follows from that one only, or from both or neither and lies nearer to where it leads.</summary>
    private bool BelongsToSecond(in TrackPoint fix, Track second, CrossingSettings settings)
    {
        var (first, other) = (Main.Drift.CanGoOnTo(fix, settings), second.Drift.CanGoOnTo(fix, settings));
        return first == other ? second.Drift.AwayFromForetold(fix, s_foretell) < Main.Drift.AwayFromForetold(fix, s_foretell) : other;
    }
}
