using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// Keeps fixes that no truck can have driven to away from judging. A fix that does not follow from the last believed one is held:
/// either the track goes on as before, and it was drift, or several held fixes in a row bear each other out, and then all of them
/// are believed, with nothing lost.
/// </summary>
internal sealed class DriftFilter
{
    /// <summary>The most fixes that one fix can release.</summary>
    public const int MostAccepted = 9;

    private const int MostHeld = MostAccepted - 1;

    /// <summary>A road that winds more than this between a few reports is rarer than drift.</summary>
    private const double MostDetour = 1.25;

    private TrackPoint _last;
    private TrackPoint _previous;
    private TrackPoint[]? _held;

    /// <summary>How many fixes have been believed so far, up to 2.</summary>
    public int Known { get; private set; }

    /// <summary>How many fixes are held.</summary>
    public int Held { get; private set; }

    /// <summary>Whether the terminal has ever reported a speed; until then standing still and not telling look the same.</summary>
    public bool TellsSpeed { get; private set; }

    /// <summary>The fix last believed; null before the first.</summary>
    public TrackPoint? Last => Known > 0 ? _last : null;

    /// <summary>The one believed before it.</summary>
    public TrackPoint? Previous => Known > 1 ? _previous : null;

    public ReadOnlySpan<TrackPoint> HeldFixes => _held.AsSpan(0, Held);

    /// <summary>
    /// Judges one fix. The believed fixes are put into <paramref name="accepted"/> (at least <see cref="MostAccepted"/> long); the
    /// caller then steps through them with <see cref="Advance"/>.
    /// </summary>
    public DriftVerdict Offer(in TrackPoint fix, CrossingSettings settings, Span<TrackPoint> accepted)
    {
        if (Known == 0)
        {
            accepted[0] = fix;
            return new(1, false, false);
        }

        return Stands(fix, settings) ? OfferStanding(fix, settings, accepted) : OfferDriving(fix, settings, accepted);
    }

    /// <summary>Makes a believed fix the last one.</summary>
    public void Advance(in TrackPoint fix)
    {
        _previous = _last;
        _last = fix;
        Known = Math.Min(Known + 1, 2);
        TellsSpeed |= fix.Report.SpeedOrZeroDeciKmh > 50;
    }

    public void CopyFrom(DriftFilter other)
    {
        _last = other._last;
        _previous = other._previous;
        Known = other.Known;
        TellsSpeed = other.TellsSpeed;
        Held = other.Held;
        if (Held > 0)
        {
            _held ??= new TrackPoint[MostHeld];
            other.HeldFixes.CopyTo(_held);
        }
    }

    /// <summary>Sets the whole state, as it was read back.</summary>
    public void Restore(ReadOnlySpan<TrackPoint> known, ReadOnlySpan<TrackPoint> held, bool tellsSpeed)
    {
        Known = known.Length;
        _last = known.Length > 0 ? known[^1] : default;
        _previous = known.Length > 1 ? known[0] : default;
        TellsSpeed = tellsSpeed;
        Held = held.Length;
        if (Held > 0)
        {
            _held ??= new TrackPoint[MostHeld];
            held.CopyTo(_held);
        }
    }

    /// <summary>On the road: a fix follows from the last one, or is held until more is known.</summary>
    private DriftVerdict OfferDriving(in TrackPoint fix, CrossingSettings settings, Span<TrackPoint> accepted)
    {
        if (Held >= 2 && Known > 1 && Follows(_held![Held - 1], fix, settings) && Follows(_previous, _held[0], settings)
            && !IsOnTheWay(fix, settings))
        {
            // Three that follow from each other and from the one before: the last alone lies off their way.
            return TakeBack(fix, accepted);
        }

        if (Follows(_last, fix, settings))
        {
            // The track goes on: held fixes that lie on the way are believed as well, others were drift.
            return Believe(Held > 0 && IsOnTheWay(fix, settings), fix, accepted);
        }

        HoldNext(fix, settings);
        return BearEachOtherOut(settings) ? Release(true, accepted) : default;
    }

    /// <summary>
    /// From a stand: a fix elsewhere is held, whatever speed it tells, until it is back (drift, alone or in bursts) or has driven on.
    /// </summary>
    private DriftVerdict OfferStanding(in TrackPoint fix, CrossingSettings settings, Span<TrackPoint> accepted)
    {
        if (Geodesy.Between(_last.Report.Position, fix.Report.Position) <= settings.Jitter)
        {
            return Believe(false, fix, accepted);
        }

        if (Held > 0 && fix.Report.SpeedOrZero > settings.Standing && !AnyDrives(settings) && Follows(_last, fix, settings))
        {
            // It drives off from where it stood: where it seemed to stand in between, it was not.
            Held = 0;
        }

        HoldNext(fix, settings);
        if (DriveOff(settings) && CanHaveDrivenBy(fix, settings))
        {
            return Release(false, accepted);
        }

        if (!BearEachOtherOut(settings))
        {
            return default;
        }

        var drove = (AnyDrives(settings) || !TellsSpeed) && CanHaveDrivenBy(fix, settings);
        return Release(!drove, accepted);
    }

    /// <summary>Believes the held fixes and the new one in place of the last.</summary>
    private DriftVerdict TakeBack(in TrackPoint fix, Span<TrackPoint> accepted)
    {
        var drift = _last;
        Known = 1;
        _last = _previous;
        return Believe(true, fix, accepted) with { LastWasDrift = true, TakenBack = drift };
    }

    private DriftVerdict Believe(bool heldToo, in TrackPoint fix, Span<TrackPoint> accepted)
    {
        var count = 0;
        if (heldToo)
        {
            HeldFixes.CopyTo(accepted);
            count = Held;
        }

        accepted[count] = fix;
        Held = 0;
        return new(count + 1, false, false);
    }

    /// <summary>Holds one more fix, in place of those held if it does not follow from them.</summary>
    private void HoldNext(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held > 0 && !Follows(_held![Held - 1], fix, settings))
        {
            Held = 0;
        }

        Hold(fix);
    }

    private DriftVerdict Release(bool disconnected, Span<TrackPoint> accepted)
    {
        HeldFixes.CopyTo(accepted);
        var count = Held;
        Held = 0;
        return new(count, disconnected, false);
    }

    /// <summary>Whether the held fixes all tell that the vehicle drives, and lie as far apart as they tell: drift that tells speeds does not do that.</summary>
    private bool DriveOff(CrossingSettings settings)
    {
        if (Held < settings.DepartFixes
            || Geodesy.Between(_held![0].Report.Position, _held[Held - 1].Report.Position) < settings.ConfirmTravel)
        {
            return false;
        }

        for (var i = 1; i < Held; i++)
        {
            var (a, b) = (_held[i - 1].Report, _held[i].Report);
            var told = (a.SpeedOrZero * ((b.Time - a.Time) / 2)) + (b.SpeedOrZero * ((b.Time - a.Time) / 2));
            var step = Geodesy.Between(a.Position, b.Position);
            if (a.SpeedOrZero <= settings.Standing || b.SpeedOrZero <= settings.Standing
                || step > (told * settings.SpeedMargin) + settings.Jitter || step + settings.Jitter < told * 0.5)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a held fix tells that the vehicle drives: a terminal that tells speeds and tells none of all the fixes elsewhere has seen a burst of
    /// drift, not a departure.
    /// </summary>
    private bool AnyDrives(CrossingSettings settings)
    {
        foreach (ref readonly var held in HeldFixes)
        {
            if (held.Report.SpeedOrZero > settings.Standing)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the held fixes lie on the way from the last one to this: as far as it may drive, and without a great detour.</summary>
    private bool IsOnTheWay(in TrackPoint fix, CrossingSettings settings)
    {
        var direct = Geodesy.Between(_last.Report.Position, fix.Report.Position);
        return WayOverHeld(fix) <= (direct * MostDetour) + (settings.Jitter * 2) && CanHaveDrivenBy(fix, settings);
    }

    private bool CanHaveDrivenBy(in TrackPoint fix, CrossingSettings settings)
    {
        var fastest = Math.Max(_last.Report.SpeedOrZeroDeciKmh, fix.Report.SpeedOrZeroDeciKmh);
        foreach (ref readonly var held in HeldFixes)
        {
            fastest = Math.Max(fastest, held.Report.SpeedOrZeroDeciKmh);
        }

        return WayOverHeld(fix) <= Reach(fastest, fix.Time - _last.Time, settings);
    }

    private Distance WayOverHeld(in TrackPoint fix)
    {
        var (way, at) = (Distance.Zero, _last.Report.Position);
        foreach (ref readonly var held in HeldFixes)
        {
            way += Geodesy.Between(at, held.Report.Position);
            at = held.Report.Position;
        }

        return way + Geodesy.Between(at, fix.Report.Position);
    }

    /// <summary>Whether the held fixes are enough, and drive on or stay for long.</summary>
    private bool BearEachOtherOut(CrossingSettings settings)
    {
        if (Held < settings.ReanchorFixes)
        {
            return false;
        }

        var held = HeldFixes;
        if (held[^1].Time - held[0].Time >= settings.ReanchorTime)
        {
            return true;
        }

        var way = Distance.Zero;
        for (var i = 1; i < held.Length; i++)
        {
            way += Geodesy.Between(held[i - 1].Report.Position, held[i].Report.Position);
        }

        var net = Geodesy.Between(held[0].Report.Position, held[^1].Report.Position);
        return net >= settings.ConfirmTravel && net >= way * 0.6;
    }

    private void Hold(in TrackPoint fix)
    {
        _held ??= new TrackPoint[MostHeld];
        if (Held == MostHeld)
        {
            // The first tells how long it lasts, the last ones whether they go on; one between is dropped.
            Array.Copy(_held, 2, _held, 1, MostHeld - 2);
            Held--;
        }

        _held[Held++] = fix;
    }

    /// <summary>Whether the vehicle stood at the last two believed fixes: they lie together, and the speeds tell none or nothing.</summary>
    private bool Stands(in TrackPoint next, CrossingSettings settings)
    {
        if (Known < 2 || next.Time - _last.Time > settings.DarkGap)
        {
            return false;
        }

        var moved = Geodesy.Between(_last.Report.Position, _previous.Report.Position);
        if (moved > settings.Jitter)
        {
            return false;
        }

        var told = Math.Min(_last.Report.SpeedOrZeroDeciKmh, _previous.Report.SpeedOrZeroDeciKmh);
        return _last.Report.SpeedOrZero <= settings.Standing && _previous.Report.SpeedOrZero <= settings.Standing
            || Speed.FromKilometresPerHour(told / 20.0) * (_last.Time - _previous.Time) > moved + settings.Jitter;
    }

    /// <summary>Whether a truck can have driven from one fix to a later one, by what both report.</summary>
    private bool Follows(in TrackPoint a, in TrackPoint b, CrossingSettings settings)
    {
        var distance = Geodesy.Between(a.Report.Position, b.Report.Position);
        if (distance <= settings.Jitter)
        {
            return true;
        }

        var time = b.Time - a.Time;
        return distance <= (settings.FastestPlausible * time) + settings.Jitter
            && (time > settings.DarkGap
                || (distance <= Reach(Math.Max(a.Report.SpeedOrZeroDeciKmh, b.Report.SpeedOrZeroDeciKmh), time, settings)
                    && distance <= Gain(a.Report.SpeedOrZero, b.Report.SpeedOrZero, time, settings)));
    }

    /// <summary>How far a truck can get in a time in which it tells this speed at most.</summary>
    private Distance Reach(ushort fastestDeciKmh, TimeSpan time, CrossingSettings settings)
    {
        var hard = (settings.FastestPlausible * time) + settings.Jitter;
        if (!TellsSpeed)
        {
            return hard;
        }

        var told = (Speed.FromKilometresPerHour(fastestDeciKmh / 10.0 * settings.SpeedMargin) * time) + settings.SpeedSlack;
        return told < hard ? told : hard;
    }

    /// <summary>
    /// How far it can get between two speeds: speeding up for half of the time and down again. In seconds that is little, however
    /// great one of the speeds is.
    /// </summary>
    private Distance Gain(Speed from, Speed to, TimeSpan time, CrossingSettings settings) => TellsSpeed
        ? (from * (time / 2)) + (to * (time / 2)) + (settings.GainPerSecond * (time * (time.TotalSeconds / 4))) + settings.Jitter
        : (settings.FastestPlausible * time) + settings.Jitter;
}
