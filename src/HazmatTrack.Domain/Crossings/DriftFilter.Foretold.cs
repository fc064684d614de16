using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>Predicts the next fix from the last two believed ones, and decides whether the track goes on there or has jumped elsewhere.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>How far a fix lies from where the last two predict it, extrapolated over at most the given time.</summary>
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
    /// Whether a fix lies near where the last two predict it, for a terminal whose speeds are not known. A truck may have driven to a fix elsewhere, but
    /// the next fix must confirm it.
    /// <code>
    ///   previous ●────────▶ last ●- - - - - - - -▶ predicted      tolerance: SpeedSlack + Unforetold (40 %) of the predicted way
    ///                                            ( ● ) fix        inside: believed;   outside: held until the next fix confirms it
    /// </code>
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
    /// Whether the track goes on with a fix: it lies where the speeds allow, or near where the last two predict it. While fixes scatter, one of them lies
    /// there by chance soon enough (<see cref="GoesOnElsewhere"/>).
    /// </summary>
    private bool GoesOn(in TrackPoint fix, CrossingSettings settings) => Held == 0
        ? (Tells(_last, fix) && !HasStoppedUnseen(fix, settings)) || IsForetold(fix, settings)
        : Follows(_held![Held - 1], fix, settings) ? LiesAsReported(_last, fix, settings) || IsForetold(fix, settings)
        : GoesOnElsewhere(fix, settings);

    /// <summary>
    /// Whether the track goes on with a fix to which no truck can have driven from the held ones. In a burst of drift the fix must be predicted well, or
    /// report that the vehicle drives and lie as far off as it reports. No burst in which no truck can drive from one fix to the next lasts for as long as a
    /// dark gap: then another vehicle reports under the same plate, and this fix is the truck.
    /// </summary>
    private bool GoesOnElsewhere(in TrackPoint fix, CrossingSettings settings) => Known < 2 || IsForetoldNow(fix, settings)
        || (TellsDriving(fix, settings) && LiesAsReported(_last, fix, settings))
        || (IsWithinReach(_held![Held - 1], fix, settings) ? IsMuchNearerThanHeld(fix, settings) : fix.Time - _last.Time > settings.DarkGap);

    /// <summary>
    /// Whether a fix that comes longer after the last than usual reports that the vehicle has stopped since: in that time it can have driven nearly
    /// anywhere, and the fix may be drift of a parked vehicle.
    /// </summary>
    private bool HasStoppedUnseen(in TrackPoint fix, CrossingSettings settings) =>
        Known > 1 && ReportsStationary(fix, settings) && fix.Time - _last.Time > (_last.Time - _previous.Time) * LongerThanUsual;

    /// <summary>Whether the last two predict a fix that follows soon after, within the noise, or by the reported speeds as well.</summary>
    private bool IsForetoldNow(in TrackPoint fix, CrossingSettings settings)
    {
        if (Known < 2 || fix.Time - _last.Time > (_last.Time - _previous.Time) * LongerThanUsual)
        {
            return false;
        }

        var foretold = Foretold(fix.Time);
        return Geodesy.Between(foretold, fix.Report.Position)
                <= settings.Jitter + (Geodesy.Between(_last.Report.Position, foretold) * settings.ForetoldWell)
            || (LiesAsReported(_last, fix, settings) && IsForetold(fix, settings));
    }

    /// <summary>
    /// Whether no truck can have driven to the held fixes, and a fix lies by the last believed one rather than by them: given minutes, a truck could have
    /// come from either.
    /// </summary>
    private bool IsMuchNearerThanHeld(in TrackPoint fix, CrossingSettings settings) => !IsWithinReach(_last, _held![0], settings)
        && Geodesy.Between(_last.Report.Position, fix.Report.Position) * 4 < Geodesy.Between(_held[Held - 1].Report.Position, fix.Report.Position);

    /// <summary>
    /// Whether a fix lies as far from the predicted way, and in the same direction, as the newest of the held ones, to which no truck can have
    /// driven: a burst of drift with one error, to which a truck could just have driven by now.
    /// <code>
    ///       held ●               ● fix            the same offset from the predicted way: still the same burst of drift
    ///            ┆ error         ┆ same error
    ///   last ●───×───────────────×──▶ predicted
    /// </code>
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
            // At the very same place either a parked truck reports rarely, or its drift goes on: silence alone must not decide between them.
            return true;
        }

        if (fix.Time - _last.Time > settings.DarkGap)
        {
            return false;
        }

        var (held, foretoldThen, foretold) = (_held[Held - 1], Foretold(_held[Held - 1].Time), Foretold(fix.Time));
        var tolerance = settings.Jitter + (Geodesy.Between(foretoldThen, foretold) * settings.Unforetold);

        // Where the fix would lie with the error of the held one.
        var position = held.Report.Position;
        var same = new GeoPoint(
            foretold.LatitudeE6 + position.LatitudeE6 - foretoldThen.LatitudeE6, foretold.LongitudeE6 + position.LongitudeE6 - foretoldThen.LongitudeE6);
        return Geodesy.Between(same, fix.Report.Position) <= tolerance
            && Geodesy.Between(foretold, fix.Report.Position) > tolerance + settings.Jitter;
    }

    /// <summary>
    /// Whether no truck drives from the last believed fix to this one, by the reported speeds or at the pace of the step before, and whether it leads back
    /// to the track from before the open jump.
    /// </summary>
    public Jump JumpTo(in TrackPoint fix, in Excursion open, CrossingSettings settings)
    {
        var jump = JumpTo(fix, settings);
        return jump != Jump.None && open.CanBeLeftFor(fix, settings) && Follows(open.From, fix, settings) ? Jump.Back : jump;
    }

    private Jump JumpTo(in TrackPoint fix, CrossingSettings settings) =>
        Known < 2 || !IsJump(_last, fix, settings) ? Jump.None : IsAtUsualPace(_last, fix, settings) ? Jump.BySpeeds : Jump.ByPlaces;

    /// <summary>
    /// Whether no truck drives from the last believed fix to the held ones. A jump that only the reported speeds show is ignored where some of the held
    /// fixes lie apart as no reported speed explains: the sensor has just failed, or the speeds are wrong from time to time.
    /// </summary>
    private Jump JumpToHeld(CrossingSettings settings) =>
        JumpTo(_held![0], settings) is var jump && jump == Jump.BySpeeds && HeldContradictReported(settings) ? Jump.None : jump;

    /// <summary>Whether no truck drives from one fix to the next, by the reported speeds or at the pace of the step before.</summary>
    private bool IsJump(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => !Follows(a, b, settings)
        || (!Tells(a, b) && Geodesy.Between(a.Report.Position, b.Report.Position) > (UsualPace(settings) * (b.Time - a.Time)) + settings.Jitter);

    /// <summary>Where the last two believed fixes lead.</summary>
    private GeoPoint Foretold(Instant time) =>
        Geodesy.Along(_previous.Report.Position, _last.Report.Position, 1 + ((time - _last.Time) / (_last.Time - _previous.Time)));

    /// <summary>
    /// Whether the last believed fix lies off the way from the one before to the held ones. Reported speeds have already decided this, unless the fix
    /// lies just as far from the one before as they allow: drift does so by chance only.
    /// </summary>
    private bool IsLastOff(CrossingSettings settings) => Tells(_last, _held![0])
        ? !LiesAsReported(_previous, _last, settings)
        : !IsNoDetour(
            Geodesy.Between(_previous.Report.Position, _last.Report.Position) + Geodesy.Between(_last.Report.Position, _held[0].Report.Position),
            _previous, _held[0], settings);
}
