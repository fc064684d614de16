using System.Runtime.CompilerServices;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// Keeps fixes to which no truck can have driven from being evaluated. A fix that does not follow from the last believed one is held:
/// either the track goes on as before, and it was drift, or several held fixes in a row confirm each other, and then all of them
/// are believed, with nothing lost.
/// </summary>
/// <remarks>
/// Positions and times decide. The speeds that the terminal reports narrow down what can have been driven only while they agree with its own
/// positions (<see cref="SpeedTrust"/>); without them a fix must lie where the last two predict it, or be confirmed by the next.
/// <code>
///   drift:      ●──●──●──▶ last      ● fix            the track goes on: the held fix is dropped
///                            ┆
///                            ○ held
///
///   a jump:     ●──●──●── last                         the held fixes confirm each other: all are believed
///                            ┆
///                            ○──○──○──○──○ fix
/// </code>
/// </remarks>
internal sealed partial class DriftFilter
{
    /// <summary>
    /// The most fixes that are held: more than a burst of drift has. That many which follow on each other are the truck, wherever they lie.
    /// </summary>
    public const int MostHeld = 12;

    /// <summary>The places to begin with: drift mostly comes as one fix or two.</summary>
    private const int FewHeld = 2;

    private TrackPoint _last;
    private TrackPoint _previous;

    // Null while no fix is held, as in most vehicles at most times.
    private TrackPoint[]? _held;
    private SpeedTrust _trust;

    /// <summary>How many fixes have been believed so far, up to 2.</summary>
    public int Known { get; private set; }

    /// <summary>How many fixes are held.</summary>
    public int Held { get; private set; }

    /// <summary>What the believed fixes have shown about the reported speeds.</summary>
    public SpeedTrust Trust => _trust;

    /// <summary>The fix believed last; null before the first.</summary>
    public TrackPoint? Last
    {
        // Read several times for every fix, and copied where it is not inlined.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Known > 0 ? _last : null;
    }

    /// <summary>The one believed before it.</summary>
    public TrackPoint? Previous => Known > 1 ? _previous : null;

    public ReadOnlySpan<TrackPoint> HeldFixes => _held.AsSpan(0, Held);

    /// <summary>Evaluates one fix. The caller then steps through the believed ones with <see cref="Advance"/>.</summary>
    public void Offer(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        verdict.Clear();
        if (Known == 0)
        {
            verdict.Believe(fix);
        }
        else if (IsLongHeldWay(fix, settings))
        {
            // The track is not silent, but fixes have been held for so long that the gap alone would accept this fix and drop them.
            HoldNext(fix, settings, verdict);
            Release(false, verdict);
        }
        else if (Stands(fix, settings))
        {
            OfferStationary(fix, settings, verdict);
        }
        else if (StoodBeforeSilence(fix, settings))
        {
            OfferAfterSilence(fix, settings, verdict);
        }
        else
        {
            OfferDriving(fix, settings, verdict);
        }
    }

    /// <summary>Makes a believed fix the last one.</summary>
    /// <param name="connected">Whether the truck drove there from the one before.</param>
    /// <param name="settings">The error of a fix.</param>
    public void Advance(in TrackPoint fix, bool connected, CrossingSettings settings)
    {
        if (connected && Known > 0)
        {
            _trust.Learn(_last, fix, settings.Jitter);
        }

        _previous = _last;
        _last = fix;
        Known = Math.Min(Known + 1, 2);
    }

    public void CopyFrom(DriftFilter other)
    {
        _last = other._last;
        _previous = other._previous;
        _trust = other._trust;
        Known = other.Known;
        RestoreHeld(other.HeldFixes);
    }

    /// <summary>All of it but the held fixes.</summary>
    public Kept Keep() => new(_last, _previous, _trust, Known);

    /// <summary>Sets a state without held fixes.</summary>
    public void Restore(in Kept kept)
    {
        (_last, _previous, _trust, Known) = kept;
        RestoreHeld([]);
    }

    /// <summary>Sets the whole state from a stored one.</summary>
    public void Restore(ReadOnlySpan<TrackPoint> known, ReadOnlySpan<TrackPoint> held, in SpeedTrust trust)
    {
        Known = known.Length;
        _last = known.Length > 0 ? known[^1] : default;
        _previous = known.Length > 1 ? known[0] : default;
        _trust = trust;
        RestoreHeld(held);
    }

    /// <summary>Handles a vehicle on the road: a fix follows from the last one, or is held until more is known.</summary>
    private void OfferDriving(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        if (Held > 0 && Geodesy.Between(_last.Report.Position, fix.Report.Position) <= settings.Jitter)
        {
            // The vehicle has stopped: it was not where it seemed to be in between, unless it drove there and back.
            Believe(IsHeldDriven(fix, settings), fix, verdict);
        }
        else if (Held >= 2 && Known > 1 && Follows(_previous, _held![0], settings) && DoHeldFollow(fix, settings)
            && !IsOnTheWay(fix, settings) && IsLastOff(settings))
        {
            // Three fixes follow from each other and from the one before the last: the last alone lies off their way.
            TakeBack(fix, verdict);
        }
        else if (Follows(_last, fix, settings) && !SharesErrorOfHeld(fix, settings))
        {
            var onTheWay = Held > 0 && IsHeldDriven(fix, settings);
            if (onTheWay || GoesOn(fix, settings))
            {
                // The track goes on: held fixes that lie on the way are believed as well, others were drift.
                Believe(onTheWay, fix, verdict);
            }
            else if (Held >= 2 && OddOne(fix, settings) is >= 0 and var odd)
            {
                Take(odd, verdict);
                Believe(true, fix, verdict);
            }
            else
            {
                HoldOnTheRoad(fix, settings, verdict);
            }
        }
        else
        {
            HoldOnTheRoad(fix, settings, verdict);
        }
    }

    private void HoldOnTheRoad(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        HoldNext(fix, settings, verdict);
        if (BearEachOtherOut(settings))
        {
            ReleaseIfDue(!IsWithinReach(_last, _held![0], settings), settings, verdict);
        }
    }

    /// <summary>
    /// Handles a stationary vehicle: a fix elsewhere is held, whichever speed it reports, until the vehicle is back (the fix was drift, alone or in a
    /// burst) or has driven on.
    /// </summary>
    private void OfferStationary(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        if (Geodesy.Between(_last.Report.Position, fix.Report.Position) <= settings.Jitter)
        {
            Believe(IsRoundTrip(fix, settings), fix, verdict);
            return;
        }

        if (Held > 0 && TellsDriving(fix, settings) && !AnyDrives(settings) && Follows(_last, fix, settings) && !IsOnTheWay(fix, settings)
            && !IsEvenlyDriven(fix, settings))
        {
            // The vehicle drives off from where it was stationary: it was not where it seemed to be stationary in between.
            DropHeld(verdict);
        }

        HoldNext(fix, settings, verdict);
        if (DriveOff(settings) && CanHaveDrivenBy(fix, settings))
        {
            Release(false, verdict);
        }
        else if (BearEachOtherOut(settings) && (Held == MostHeld || Stay(settings.ReanchorTime * 2) || MovesAway(settings)))
        {
            ReleaseIfDue(!IsWithinReach(_last, _held![0], settings), settings, verdict);
        }
    }

    /// <summary>
    /// Handles a silence in which the vehicle may have stayed stationary, as those do that report rarely while parked: one fix elsewhere may be drift, and
    /// is held. Drift lasts for minutes; so the next fix elsewhere, after another silence, confirms it where both lie together or farther off than drift
    /// does, and two more do wherever they lie.
    /// </summary>
    private void OfferAfterSilence(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        if (Geodesy.Between(_last.Report.Position, fix.Report.Position) <= settings.StandRadius)
        {
            Believe(IsRoundTrip(fix, settings), fix, verdict);
            return;
        }

        HoldNext(fix, settings, verdict);
        if (Held > 2 || (Held == 2 && AreAwayTogether(settings)))
        {
            Release(!IsWithinReach(_last, _held![0], settings), verdict);
        }
    }

    /// <summary>Believes the held fixes and the new one in place of the last.</summary>
    private void TakeBack(in TrackPoint fix, DriftVerdict verdict)
    {
        verdict.TakenBack = _last;
        Known = 1;
        _last = _previous;
        Believe(true, fix, verdict);
    }

    private void Believe(bool heldToo, in TrackPoint fix, DriftVerdict verdict)
    {
        if (heldToo)
        {
            Release(false, verdict);
        }
        else
        {
            DropHeld(verdict);
        }

        verdict.Believe(fix);
    }

    /// <summary>Holds one more fix, in place of the held ones if no truck can have driven from them to it.</summary>
    private void HoldNext(in TrackPoint fix, CrossingSettings settings, DriftVerdict verdict)
    {
        if (Held > 0 && !IsWithinReach(_held![Held - 1], fix, settings))
        {
            DropHeld(verdict);
        }

        if (Held == (_held?.Length ?? 0))
        {
            Array.Resize(ref _held, Held == 0 ? FewHeld : MostHeld);
        }

        _held![Held++] = fix;
    }

    /// <summary>
    /// Believes held fixes that confirm each other. Where no truck can have driven there, the track must have been silent for longer than usual: otherwise
    /// another vehicle reports under the same plate, more often than this one.
    /// </summary>
    private void ReleaseIfDue(bool disconnected, CrossingSettings settings, DriftVerdict verdict)
    {
        var silent = _held![Held - 1].Time - _last.Time;
        if (!disconnected || Held == MostHeld || silent > settings.DarkGap || (Known > 1 && silent > (_last.Time - _previous.Time) * LongerThanUsual))
        {
            verdict.Jump = JumpToHeld(settings);
            Release(disconnected, verdict);
        }
    }

    private void Release(bool disconnected, DriftVerdict verdict)
    {
        foreach (ref readonly var held in HeldFixes)
        {
            verdict.Believe(held);
        }

        verdict.Disconnected = disconnected;
        RestoreHeld([]);
    }

    private void DropHeld(DriftVerdict verdict)
    {
        if (Held == 0)
        {
            return;
        }

        foreach (ref readonly var held in HeldFixes)
        {
            verdict.Drop(held);
        }

        RestoreHeld([]);
    }

    /// <summary>Sets the held fixes.</summary>
    private void RestoreHeld(ReadOnlySpan<TrackPoint> held)
    {
        if (held.IsEmpty)
        {
            _held = null;
        }
        else
        {
            if (_held is null || _held.Length < held.Length)
            {
                _held = new TrackPoint[held.Length <= FewHeld ? FewHeld : MostHeld];
            }

            held.CopyTo(_held);
        }

        Held = held.Length;
    }

    private void Take(int index, DriftVerdict verdict)
    {
        verdict.Drop(_held![index]);
        HeldFixes[(index + 1)..].CopyTo(_held.AsSpan(index));
        Held--;
    }

    /// <summary>A state without held fixes.</summary>
    internal readonly record struct Kept(TrackPoint Last, TrackPoint Previous, SpeedTrust Trust, int Known);
}
