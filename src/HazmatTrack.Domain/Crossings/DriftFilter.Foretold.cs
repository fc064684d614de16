using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Where the last two believed fixes lead, and whether the track goes on there or has jumped elsewhere.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>How far a fix lies from where the last two lead, in at most so long a time.</summary>
    public Distance AwayFromForetold(in TrackPoint fix, TimeSpan most)
    {
        if (Known < 2)
        {
            return Geodesy.Between(_last.Report.Position, fix.Report.Position);
        }

        var time = fix.Time - _last.Time;
        var fraction = (time < most ? time : most) / (_last.Time - _previous.Time);
        return Geodesy.Between(Geodesy.Along(_previous.Report.Position, _last.Report.Position, 1 + fraction), fix.Report.Position);
    }

    /// <summary>
    /// Whether a fix lies about where the last two foretell: for a terminal whose speeds are not known. One elsewhere may have been driven to, but
    /// the next must bear it out.
    /// </summary>
    private bool IsForetold(in TrackPoint fix, CrossingSettings settings)
    {
        var time = fix.Time - _last.Time;
        var before = _last.Time - _previous.Time;
        if (Known < 2 || time > settings.DarkGap || before > settings.DarkGap)
        {
            return true;
        }

        var (from, to) = (_previous.Report.Position, _last.Report.Position);
        var ahead = Geodesy.Along(from, to, 1 + (time / before));
        var straight = Geodesy.Between(from, to) * (time / before);
        var off = Geodesy.Between(ahead, fix.Report.Position);
        return off <= settings.SpeedSlack + (straight * settings.Unforetold);
    }

    /// <summary>
    /// Whether the track goes on with a fix: it lies as the speeds tell, or about where the last two foretell. While fixes scatter, one of them lies so
    /// by chance soon enough (<see cref="GoesOnElsewhere"/>).
    /// </summary>
    private bool GoesOn(in TrackPoint fix, CrossingSettings settings) => Held == 0
        ? (Tells(_last, fix) && !HasStoppedUnseen(fix, settings)) || IsForetold(fix, settings)
        : Follows(_held![Held - 1], fix, settings) ? LiesAsTold(_last, fix, settings) || IsForetold(fix, settings)
        : GoesOnElsewhere(fix, settings);

    /// <summary>
    /// Whether the track goes on with a fix to which no truck can have driven from those held. In a burst of drift the fix must be foretold well, or tell
    /// that the vehicle drives and lie as far off as it tells. No burst in which no truck can drive from one fix to the next lasts for as long as a dark
    /// gap: then another vehicle reports under the same plate, and this is the truck.
    /// </summary>
    private bool GoesOnElsewhere(in TrackPoint fix, CrossingSettings settings) => Known < 2 || IsForetoldNow(fix, settings)
        || (TellsDriving(fix, settings) && LiesAsTold(_last, fix, settings))
        || (IsWithinReach(_held![Held - 1], fix, settings) ? IsMuchNearerThanHeld(fix, settings) : fix.Time - _last.Time > settings.DarkGap);

    /// <summary>
    /// Whether a fix tells, longer after the last than usual, that the vehicle has stopped since: in so long a time it can have driven nearly anywhere,
    /// and the fix be drift of a vehicle that parked.
    /// </summary>
    private bool HasStoppedUnseen(in TrackPoint fix, CrossingSettings settings) =>
        Known > 1 && TellsStanding(fix, settings) && fix.Time - _last.Time > (_last.Time - _previous.Time) * LongerThanUsual;

    /// <summary>Whether the last two foretell a fix of soon after, to the noise, or by the speeds told as well.</summary>
    private bool IsForetoldNow(in TrackPoint fix, CrossingSettings settings)
    {
        if (Known < 2 || fix.Time - _last.Time > (_last.Time - _previous.Time) * LongerThanUsual)
        {
            return false;
        }

        var foretold = Foretold(fix.Time);
        return Geodesy.Between(foretold, fix.Report.Position)
                <= settings.Jitter + (Geodesy.Between(_last.Report.Position, foretold) * settings.ForetoldWell)
            || (LiesAsTold(_last, fix, settings) && IsForetold(fix, settings));
    }

    /// <summary>
    /// Whether no truck can have driven to the held fixes, and a fix lies by the last believed one rather than by them: in minutes a truck could have
    /// come from either.
    /// </summary>
    private bool IsMuchNearerThanHeld(in TrackPoint fix, CrossingSettings settings) => !IsWithinReach(_last, _held![0], settings)
        && Geodesy.Between(_last.Report.Position, fix.Report.Position) * 4 < Geodesy.Between(_held[Held - 1].Report.Position, fix.Report.Position);

    /// <summary>
    /// Whether a fix lies as far off where the track leads, and in the same direction, as the newest of the held ones, to which no truck can have
    /// driven: a burst of drift with one error, that a truck could just have driven to by now.
    /// </summary>
    private bool SharesErrorOfHeld(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held == 0 || Known < 2 || !IsJump(_last, _held![0], settings))
        {
            return false;
        }

        if (!IsWithinReach(_last, _held![0], settings) && (Held > 1 || fix.Time - _held[0].Time <= settings.ReanchorTime)
            && Geodesy.Between(_held[Held - 1].Report.Position, fix.Report.Position) <= settings.Jitter)
        {
            // At the very same place, where a truck that parked reports rarely, or its drift goes on: silence alone must not decide between them.
            return true;
        }

        if (fix.Time - _last.Time > settings.DarkGap)
        {
            return false;
        }

        var (held, foretoldThen, foretold) = (_held[Held - 1], Foretold(_held[Held - 1].Time), Foretold(fix.Time));
        var tolerance = settings.Jitter + (Geodesy.Between(foretoldThen, foretold) * settings.Unforetold);

        // Where it would lie with the held one's error.
        var position = held.Report.Position;
        var same = new GeoPoint(
            foretold.LatitudeE6 + position.LatitudeE6 - foretoldThen.LatitudeE6, foretold.LongitudeE6 + position.LongitudeE6 - foretoldThen.LongitudeE6);
        return Geodesy.Between(same, fix.Report.Position) <= tolerance
            && Geodesy.Between(foretold, fix.Report.Position) > tolerance + settings.Jitter;
    }

    /// <summary>
    /// Whether no truck drives from the last believed fix to this one, by the speeds told or at the pace of the step before, and whether it leads back
    /// to the track from before the jump that is open.
    /// </summary>
    public Jump JumpTo(in TrackPoint fix, in Excursion open, CrossingSettings settings)
    {
        var jump = JumpTo(fix, settings);
        return jump != Jump.None && open.CanBeLeftFor(fix, settings) && Follows(open.From, fix, settings) ? Jump.Back : jump;
    }

    private Jump JumpTo(in TrackPoint fix, CrossingSettings settings) =>
        Known < 2 || !IsJump(_last, fix, settings) ? Jump.None : IsAtUsualPace(_last, fix, settings) ? Jump.BySpeeds : Jump.ByPlaces;

    /// <summary>
    /// Whether no truck drives from the last believed fix to those held. That only the speeds told say so counts for nothing where some of the held
    /// fixes lie apart as no speed told explains: a sensor that has just died, or speeds that are wrong now and then.
    /// </summary>
    private Jump JumpToHeld(CrossingSettings settings) =>
        JumpTo(_held![0], settings) is var jump && jump == Jump.BySpeeds && HeldContradictTold(settings) ? Jump.None : jump;

    /// <summary>Whether no truck drives from one fix to the next, by the speeds told or at the pace of the step before.</summary>
    private bool IsJump(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => !Follows(a, b, settings)
        || (!Tells(a, b) && Geodesy.Between(a.Report.Position, b.Report.Position) > (UsualPace(settings) * (b.Time - a.Time)) + settings.Jitter);

    /// <summary>Where the last two believed fixes lead.</summary>
    private GeoPoint Foretold(Instant time) =>
        Geodesy.Along(_previous.Report.Position, _last.Report.Position, 1 + ((time - _last.Time) / (_last.Time - _previous.Time)));

    /// <summary>
    /// Whether the last believed fix lies off the way from the one before to those held. Where speeds are told they have said so already, unless it
    /// lies just as far from the one before as they tell: drift does so by chance only.
    /// </summary>
    private bool IsLastOff(CrossingSettings settings) => Tells(_last, _held![0])
        ? !LiesAsTold(_previous, _last, settings)
        : !IsNoDetour(
            Geodesy.Between(_previous.Report.Position, _last.Report.Position) + Geodesy.Between(_last.Report.Position, _held[0].Report.Position),
            _previous, _held[0], settings);
}
