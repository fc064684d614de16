using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// Fixes that the track went on without, as far as they follow on each other: mostly drift, and sometimes another vehicle under the same plate.
/// It is another vehicle when they come between the fixes of the track again and again, for longer than a clock that was set is wrong.
/// </summary>
internal sealed class Strays
{
    /// <summary>The number of strays beyond which every other one is forgotten.</summary>
    public const int MostKept = 96;

    /// <summary>How often the track must have gone on between strays: a burst of drift, however long, lies between two fixes of it.</summary>
    private const int LeastAlternations = 5;
    private const int LeastCount = 8;

    /// <summary>There must be at least one stray in this many fixes: drift is rarer.</summary>
    private const int MostRarely = 8;

    /// <summary>This many strays are more than chance: one that does not follow from them does not take their place.</summary>
    private const int Established = 3;

    /// <summary>This many that follow on each other are no chance, however they wind.</summary>
    private const int Many = 24;

    private static readonly TimeSpan s_leastSpan = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan s_longStay = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_farApart = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_silence = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_forgetsChance = TimeSpan.FromMinutes(10);
    private static readonly Distance s_leastMove = Distance.FromMetres(500);
    private static readonly Distance s_farMove = Distance.FromKilometres(15);
    private static readonly Distance s_onePlace = Distance.FromMetres(150);
    private static readonly Distance s_elsewhere = Distance.FromKilometres(6);
    private static readonly Speed s_fastest = Speed.FromKilometresPerHour(130);

    private TrackPoint[] _fixes = [];

    public int Count { get; private set; }

    /// <summary>The number of strays, including forgotten ones.</summary>
    public int Total { get; private set; }

    /// <summary>How often the track went on between two strays.</summary>
    public int Alternations { get; private set; }

    /// <summary>How many fixes the track has had since the first.</summary>
    public int TrackFixes { get; private set; }

    /// <summary>Whether the track has gone on since the newest.</summary>
    public bool HasGoneOn { get; private set; }

    /// <summary>No stray is taken from up to this time: a second track there has already been evaluated.</summary>
    public Instant NotBefore { get; private set; }

    /// <summary>
    /// Whether the first is where the track was before it was found elsewhere: the track may still go on from there, and then the other was another vehicle.
    /// </summary>
    public bool IsSeeded { get; private set; }

    private bool IsEstablished => IsSeeded || Count >= Established;

    public ReadOnlySpan<TrackPoint> Fixes => _fixes.AsSpan(0, Count);

    /// <summary>Takes note that the track had a believed fix.</summary>
    public void GoOn(Instant time)
    {
        if (Count == 0)
        {
            return;
        }

        TrackFixes++;
        HasGoneOn = true;
        if (time - Fixes[^1].Time > (IsEstablished ? s_silence : s_forgetsChance))
        {
            Forget();
        }
    }

    /// <summary>Takes a fix that the track went on without.</summary>
    /// <param name="track">The track's fix at that time.</param>
    public void Take(in TrackPoint fix, in TrackPoint track)
    {
        if (fix.Time <= NotBefore)
        {
            return;
        }

        if (Count > 0 && !Follows(Fixes[^1], fix, track))
        {
            if (IsEstablished)
            {
                return;
            }

            Forget();
        }

        Alternations += Count > 0 && HasGoneOn ? 1 : 0;
        HasGoneOn = false;
        Total++;
        if (Count == MostKept)
        {
            Thin();
        }

        if (Count == _fixes.Length)
        {
            Array.Resize(ref _fixes, Math.Max(2, Count * 2));
        }

        _fixes[Count++] = fix;
    }

    /// <summary>Takes note that the track was found elsewhere: begins with its place before.</summary>
    public void Seed(in TrackPoint last)
    {
        Forget();
        Take(last, last);
        IsSeeded = Count > 0;
    }

    /// <summary>Whether the strays are another vehicle.</summary>
    /// <param name="track">The newest fix of the track.</param>
    public bool AreAVehicle(in TrackPoint track)
    {
        if (Alternations < LeastAlternations)
        {
            return false;
        }

        var span = Fixes[^1].Time - Fixes[0].Time;
        return (Total >= LeastCount && span >= s_leastSpan && MoveOrStay(areRare: (long)Total * MostRarely < TrackFixes))
            || (span >= s_longStay && StayAt(track));
    }

    public void Forget()
    {
        Count = 0;
        Total = 0;
        Alternations = 0;
        TrackFixes = 0;
        HasGoneOn = false;
        IsSeeded = false;
        _fixes = [];
    }

    /// <summary>Forgets all strays, and takes no more from up to a time.</summary>
    public void ForgetUpTo(Instant time)
    {
        Forget();
        NotBefore = time;
    }

    /// <summary>Makes one a copy of another, either of which may be null.</summary>
    public static void Copy(Strays? from, ref Strays? to)
    {
        if (from is null)
        {
            to = null;
        }
        else
        {
            (to ??= new()).CopyFrom(from);
        }
    }

    public void CopyFrom(Strays other)
    {
        if (_fixes.Length < other.Count || other.Count == 0)
        {
            _fixes = other.Count == 0 ? [] : new TrackPoint[other._fixes.Length];
        }

        other.Fixes.CopyTo(_fixes);
        (Count, Total, Alternations) = (other.Count, other.Total, other.Alternations);
        (TrackFixes, HasGoneOn, IsSeeded, NotBefore) = (other.TrackFixes, other.HasGoneOn, other.IsSeeded, other.NotBefore);
    }

    /// <summary>Sets the whole state from a stored one.</summary>
    public void Restore(TrackPoint[] fixes, int total, int alternations, int trackFixes, bool hasGoneOn, bool isSeeded, Instant notBefore)
    {
        (_fixes, Count, Total, Alternations) = (fixes, fixes.Length, total, alternations);
        (TrackFixes, HasGoneOn, IsSeeded, NotBefore) = (trackFixes, hasGoneOn, isSeeded, notBefore);
    }

    /// <summary>Whether the same vehicle can have driven from the newest stray to this one; after a while only if that is not nearer to the track.</summary>
    private static bool Follows(in TrackPoint last, in TrackPoint fix, in TrackPoint track)
    {
        var time = fix.Time - last.Time;
        var way = Geodesy.Between(last.Report.Position, fix.Report.Position);
        return way <= (s_fastest * time) + s_onePlace
            && (time <= s_farApart || way <= Geodesy.Between(track.Report.Position, fix.Report.Position));
    }

    /// <param name="areRare">Whether they are as rare as drift: then they must have gone farther than drift lies apart.</param>
    private bool MoveOrStay(bool areRare)
    {
        var (way, reach) = (Distance.Zero, Distance.Zero);
        for (var i = 1; i < Count; i++)
        {
            way += Geodesy.Between(_fixes[i - 1].Report.Position, _fixes[i].Report.Position);
            var away = Geodesy.Between(_fixes[0].Report.Position, _fixes[i].Report.Position);
            reach = away > reach ? away : reach;
        }

        return reach >= (areRare ? s_farMove : s_leastMove) ? Total >= Many || reach >= way * 0.3 : !areRare && StayAtOnePlace();
    }

    private bool StayAt(in TrackPoint track) =>
        StayAtOnePlace() && Geodesy.Between(_fixes[0].Report.Position, track.Report.Position) >= s_elsewhere;

    private bool StayAtOnePlace()
    {
        foreach (ref readonly var fix in Fixes)
        {
            if (Geodesy.Between(_fixes[0].Report.Position, fix.Report.Position) > s_onePlace)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Removes every other stray, except the first.</summary>
    private void Thin()
    {
        for (var i = 1; i * 2 < Count; i++)
        {
            _fixes[i] = _fixes[i * 2];
        }

        Count = (Count + 1) / 2;
    }
}
