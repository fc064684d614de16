using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.TwoVehicles;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>Two vehicles under one plate: when a second track begins, which track a fix belongs to, when there is one again.</summary>
internal sealed partial class TrackState
{
    /// <summary>So many fixes on both tracks in turn that lie together make them one.</summary>
    private const int MergeFixes = 6;

    /// <summary>So many fixes of one track in a row, and the other is silent.</summary>
    private const int SoleFixes = 10;

    /// <summary>A track that is silent for so long while the other goes on is gone.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromHours(1);

    /// <summary>Where a track is going is foretold no farther than this.</summary>
    private static readonly TimeSpan s_foretell = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_sameTime = TimeSpan.FromMinutes(2);
    private static readonly Distance s_together = Distance.FromMetres(150);

    private Strays? _strays;

    /// <summary>The track of another vehicle under the same plate; null with one.</summary>
    public Track? Second { get; private set; }

    /// <summary>What is said of there being two.</summary>
    public TwoVehiclesEpisode? Episode { get; private set; }

    /// <summary>Fixes in turn that lie together, up to <see cref="MergeFixes"/>.</summary>
    public byte Together { get; private set; }

    /// <summary>Fixes of one track since the newest of the other, up to <see cref="SoleFixes"/>.</summary>
    public byte Sole { get; private set; }

    public Strays? Strays => _strays;

    /// <summary>Sets what is known of a second track, as it was read back.</summary>
    public void RestoreTwo(Strays? strays, Track? second, TwoVehiclesEpisode? episode, byte together, byte sole) =>
        (_strays, Second, Episode, Together, Sole) = (strays, second, episode, together, sole);

    private void CopyTwoFrom(TrackState other)
    {
        if (other._strays is null)
        {
            _strays = null;
        }
        else
        {
            (_strays ??= new()).CopyFrom(other._strays);
        }

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
    /// From when on there may turn out to be two vehicles, or to be so no longer; null before the first fix. Strays may come after the last believed
    /// fix, and the second track still begin with that one: it does where the main track is found elsewhere.
    /// </summary>
    private Instant? EpisodeSince() => Episode is { } episode ? episode.Since
        : Main.Drift.Last is not { } last ? null
        : _strays is not { } strays ? last.Time
        : Instant.Later(strays.Count > 0 ? Instant.Earlier(strays.Fixes[0].Time, last.Time) : last.Time, new(strays.NotBefore.UnixMilliseconds + 1));

    /// <summary>One track: looks at what it went on without.</summary>
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

    /// <summary>The strays are another vehicle: all of them are judged on a track of their own.</summary>
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
        findings.Put(Episode.Value.ToFinding(null, context.Crossing));
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

    /// <summary>There is one track again.</summary>
    private void Close(Track remaining, Instant end, RuleContext context, FindingSet findings)
    {
        findings.Put(Episode!.Value.ToFinding(end, context.Crossing));
        var newest = Instant.Later(Main.Drift.Last!.Value.Time, Second!.Drift.Last!.Value.Time);
        Main = remaining;
        (Second, Episode, Together, Sole) = (null, null, 0, 0);
        (_strays = new()).ForgetUpTo(newest);
    }

    /// <summary>The track that a fix follows from; of both, or of neither, the one that leads nearer to it.</summary>
    private bool BelongsToSecond(in TrackPoint fix, Track second, CrossingSettings settings)
    {
        var (first, other) = (Main.Drift.CanGoOnTo(fix, settings), second.Drift.CanGoOnTo(fix, settings));
        return first == other ? second.Drift.AwayFromForetold(fix, s_foretell) < Main.Drift.AwayFromForetold(fix, s_foretell) : other;
    }
}
