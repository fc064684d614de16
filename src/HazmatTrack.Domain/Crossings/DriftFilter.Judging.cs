using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>What can have been driven, and what held fixes say together.</summary>
internal sealed partial class DriftFilter
{
    /// <summary>A road that winds more than this between a few reports is rarer than drift.</summary>
    private const double MostDetour = 1.25;

    /// <summary>Of a truck that keeps its pace no step is longer than those before by more.</summary>
    private const double PaceMargin = 1.2;

    /// <summary>Whether a fix follows from the last believed one, or could follow on those held.</summary>
    public bool CanGoOnTo(in TrackPoint fix, CrossingSettings settings) =>
        Known > 0 && (Follows(_last, fix, settings) || (Held > 0 && Follows(_held![Held - 1], fix, settings)));

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

    /// <summary>Whether the speeds that both fixes tell may be used.</summary>
    private bool Tells(in TrackPoint a, in TrackPoint b) =>
        _trust.IsUsable && _trust.DeciKmh(a.Report) >= 0 && _trust.DeciKmh(b.Report) >= 0;

    /// <summary>Whether a fix tells, to be believed, that the vehicle drives.</summary>
    private bool TellsDriving(in TrackPoint fix, CrossingSettings settings) =>
        _trust.IsUsable && _trust.DeciKmh(fix.Report) > settings.Standing.KilometresPerHour * 10;

    /// <summary>Whether a fix tells, to be believed, that the vehicle stands.</summary>
    private bool TellsStanding(in TrackPoint fix, CrossingSettings settings) =>
        _trust.IsUsable && _trust.DeciKmh(fix.Report) is >= 0 and var told && told <= settings.Standing.KilometresPerHour * 10;

    /// <summary>Whether a truck can have driven from one fix to a later one, by positions and times alone.</summary>
    private static bool IsWithinReach(in TrackPoint a, in TrackPoint b, CrossingSettings settings) =>
        Geodesy.Between(a.Report.Position, b.Report.Position) <= (settings.FastestPlausible * (b.Time - a.Time)) + settings.Jitter;

    /// <summary>Whether a truck can have driven from one fix to a later one, by what both report as far as that is trusted.</summary>
    private bool Follows(in TrackPoint a, in TrackPoint b, CrossingSettings settings)
    {
        var distance = Geodesy.Between(a.Report.Position, b.Report.Position);
        if (distance <= settings.Jitter)
        {
            return true;
        }

        var time = b.Time - a.Time;
        return distance <= (settings.FastestPlausible * time) + settings.Jitter
            && (time > settings.DarkGap || !Tells(a, b) || (distance <= Reach(Fastest(a, b), time, settings) && distance <= Gain(a, b, time, settings)));
    }

    private int Fastest(in TrackPoint a, in TrackPoint b) =>
        Math.Max(_trust.DeciKmh(a.Report), _trust.DeciKmh(b.Report));

    /// <summary>How far a truck can get in a time in which it tells this speed at most; less than 0 tells nothing.</summary>
    private Distance Reach(int fastestDeciKmh, TimeSpan time, CrossingSettings settings)
    {
        var hard = (settings.FastestPlausible * time) + settings.Jitter;
        if (!_trust.IsUsable || fastestDeciKmh < 0)
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
    private Distance Gain(in TrackPoint a, in TrackPoint b, TimeSpan time, CrossingSettings settings)
    {
        var mean = Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0);
        return (mean * time) + (settings.GainPerSecond * (time * (time.TotalSeconds / 4))) + settings.Jitter;
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
    /// Whether the track goes on with a fix: it lies as the speeds tell, or about where the last two foretell. While fixes scatter, to which or from
    /// which no truck can have driven, one of them lies so by chance soon enough: then only what was foretold well, and not long before.
    /// </summary>
    private bool GoesOn(in TrackPoint fix, CrossingSettings settings) => Held == 0
        ? Tells(_last, fix) || IsForetold(fix, settings)
        : Follows(_held![Held - 1], fix, settings) ? LiesAsTold(_last, fix, settings) || IsForetold(fix, settings)
        : IsForetoldNow(fix, settings) || (IsWithinReach(_held[Held - 1], fix, settings) && IsMuchNearerThanHeld(fix, settings));

    /// <summary>Whether the last two foretell a fix of soon after, to the noise, or by the speeds told as well.</summary>
    private bool IsForetoldNow(in TrackPoint fix, CrossingSettings settings)
    {
        if (Known < 2 || fix.Time - _last.Time > (_last.Time - _previous.Time) * 2.5)
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

    /// <summary>Whether the two held fixes, long apart, lie at one place, or both farther away than drift.</summary>
    private bool AreAwayTogether(CrossingSettings settings)
    {
        var (stood, one, other) = (_last.Report.Position, _held![0].Report.Position, _held[1].Report.Position);
        return Geodesy.Between(one, other) <= settings.StandRadius
            || (Geodesy.Between(stood, one) > settings.FarthestDrift && Geodesy.Between(stood, other) > settings.FarthestDrift);
    }

    /// <summary>
    /// Whether the held fixes were driven to, and this one from there. That a speed was wrong which was right so far takes more of them than drift
    /// shows by chance.
    /// </summary>
    private bool IsHeldDriven(in TrackPoint fix, CrossingSettings settings) => IsOnTheWay(fix, settings) || IsDrivenAtPace(fix, settings)
        || (Held > (Tells(_last, _held![0]) ? 3 : 1) && HeldContradictTold(settings) && IsEvenlyDriven(fix, settings));

    /// <summary>
    /// Whether the vehicle stood: the last two believed fixes lie together, and the speeds tell none or nothing; or the last one tells, to be believed,
    /// that it has stopped.
    /// </summary>
    private bool Stands(in TrackPoint next, CrossingSettings settings) => !IsSilent(next, settings) && Stood(settings.Jitter, settings);

    /// <summary>Whether it stood so before a silence.</summary>
    private bool StoodBeforeSilence(in TrackPoint next, CrossingSettings settings) => IsSilent(next, settings) && Stood(settings.StandRadius, settings);

    /// <summary>Whether nothing was heard for long before a fix; held fixes elsewhere were heard.</summary>
    private bool IsSilent(in TrackPoint next, CrossingSettings settings) =>
        next.Time - (Held > 0 ? _held![Held - 1].Time : _last.Time) > settings.DarkGap;

    private bool Stood(Distance noise, CrossingSettings settings)
    {
        if (Known < 2)
        {
            return false;
        }

        if (TellsStanding(_last, settings))
        {
            return true;
        }

        var moved = Geodesy.Between(_last.Report.Position, _previous.Report.Position);
        if (moved > noise)
        {
            return false;
        }

        if (!Tells(_previous, _last))
        {
            return true;
        }

        var (one, other) = (_trust.DeciKmh(_last.Report), _trust.DeciKmh(_previous.Report));
        return Math.Max(one, other) <= settings.Standing.KilometresPerHour * 10
            || Speed.FromKilometresPerHour(Math.Min(one, other) / 20.0) * (_last.Time - _previous.Time) > moved + noise;
    }

    /// <summary>Whether all of the held fixes that tell a speed tell that the vehicle drives, and lie as far apart as they tell: drift that tells speeds does not do that.</summary>
    private bool DriveOff(CrossingSettings settings)
    {
        if (Held < settings.DepartFixes || !_trust.IsUsable
            || Geodesy.Between(_held![0].Report.Position, _held[Held - 1].Report.Position) < settings.ConfirmTravel)
        {
            return false;
        }

        var steps = 0;
        for (var i = 1; i < Held; i++)
        {
            var (a, b) = (_held[i - 1], _held[i]);
            if (!Tells(a, b))
            {
                continue;
            }

            steps++;
            if (!TellsDriving(a, settings) || !TellsDriving(b, settings))
            {
                return false;
            }

            var told = Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0) * (b.Time - a.Time);
            var step = Geodesy.Between(a.Report.Position, b.Report.Position);
            if (step > (told * settings.SpeedMargin) + settings.Jitter || step + settings.Jitter < told * 0.5)
            {
                return false;
            }
        }

        return steps >= 2;
    }

    /// <summary>
    /// Whether a held fix tells that the vehicle drives: a terminal that tells speeds and tells none of all the fixes elsewhere has seen a burst of
    /// drift, not a departure.
    /// </summary>
    private bool AnyDrives(CrossingSettings settings)
    {
        foreach (ref readonly var held in HeldFixes)
        {
            if (TellsDriving(held, settings))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the held fixes lie on the way from the last one to this: as far as it may drive, and without a great detour.</summary>
    private bool IsOnTheWay(in TrackPoint fix, CrossingSettings settings) =>
        IsNoDetour(WayOverHeld(fix, -1), _last, fix, settings) && CanHaveDrivenBy(fix, settings) && AreStepsDriven(fix, settings);

    /// <summary>Whether a truck can have driven to the held fixes, and drives from each to the next and from the last of them to this.</summary>
    private bool AreStepsDriven(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            ref readonly var next = ref i + 1 < Held ? ref _held![i + 1] : ref fix;
            if ((i == 0 && !IsWithinReach(_last, _held![0], settings)) || !IsStepDriven(_held![i], next, settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a truck drives a step among doubted fixes: as fast as usual where no speed is known, and not from one fix that tells that it stands to
    /// another, far away.
    /// </summary>
    private bool IsStepDriven(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => Tells(a, b)
        ? !TellsStanding(a, settings) || !TellsStanding(b, settings) || Follows(a, b, settings)
        : Known < 2 || IsAtUsualPace(a, b, settings);

    private static bool IsNoDetour(Distance way, in TrackPoint from, in TrackPoint to, CrossingSettings settings) =>
        way <= (Geodesy.Between(from.Report.Position, to.Report.Position) * MostDetour) + (settings.Jitter * 2);

    /// <summary>Whether the held fixes lie farther apart than the speeds that they tell take a truck, or the speeds are not trusted anyway.</summary>
    private bool HeldContradictTold(CrossingSettings settings)
    {
        for (var i = 1; i < Held; i++)
        {
            if (Tells(_held![i - 1], _held[i]) && Follows(_held[i - 1], _held[i], settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the only held fix was driven to, and this one from there, at the pace of the steps before: a road that turns back. Of a terminal whose
    /// speeds are not known nothing else speaks for it; drift lies elsewhere mostly.
    /// </summary>
    private bool IsDrivenAtPace(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held != 1 || Known < 2 || Tells(_last, _held![0]) || fix.Time - _last.Time > settings.DarkGap)
        {
            return false;
        }

        var pace = Speed.FromKilometresPerHour(_trust.Pace / 10.0 * PaceMargin);
        return IsStep(_last, _held[0]) && IsStep(_held[0], fix);

        bool IsStep(in TrackPoint a, in TrackPoint b) =>
            Geodesy.Between(a.Report.Position, b.Report.Position) <= (pace * (b.Time - a.Time)) + settings.FixError;
    }

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

    /// <summary>Whether no truck drives from the last believed fix to this one, by the speeds told or at the pace of the step before.</summary>
    public bool IsJumpTo(in TrackPoint fix, CrossingSettings settings) => Known > 1 && IsJump(_last, fix, settings);

    /// <summary>Whether no truck drives from one fix to the next, by the speeds told or at the pace of the step before.</summary>
    private bool IsJump(in TrackPoint a, in TrackPoint b, CrossingSettings settings) => !Follows(a, b, settings)
        || (!Tells(a, b) && Geodesy.Between(a.Report.Position, b.Report.Position) > (UsualPace(settings) * (b.Time - a.Time)) + settings.Jitter);

    /// <summary>Where the last two believed fixes lead.</summary>
    private GeoPoint Foretold(Instant time) =>
        Geodesy.Along(_previous.Report.Position, _last.Report.Position, 1 + ((time - _last.Time) / (_last.Time - _previous.Time)));

    /// <summary>The speed that steps of the track are not much above: as fast as the step before, or what is nothing out of the way.</summary>
    private Speed UsualPace(CrossingSettings settings)
    {
        var before = Geodesy.Between(_previous.Report.Position, _last.Report.Position) / (_last.Time - _previous.Time);
        return Speed.FromKilometresPerHour((before > settings.Usual ? before : settings.Usual).KilometresPerHour * settings.SpeedMargin);
    }

    /// <summary>Whether held fixes that move on to this one have lasted for longer than a dark gap, and were driven to.</summary>
    private bool IsLongHeldWay(in TrackPoint fix, CrossingSettings settings) =>
        Held >= settings.ReanchorFixes && Held < MostHeld && fix.Time - _last.Time > settings.DarkGap
        && fix.Time - _held![Held - 1].Time <= settings.DarkGap
        && Geodesy.Between(_last.Report.Position, fix.Report.Position) > settings.Jitter
        && Geodesy.Between(_held[0].Report.Position, fix.Report.Position) >= settings.ConfirmTravel && IsEvenlyDriven(fix, settings);

    /// <summary>Whether the way over the held fixes was driven about as fast as the step before: there and back from drift are jumps.</summary>
    private bool IsEvenlyDriven(in TrackPoint fix, CrossingSettings settings) =>
        AreHeldEvenlyDriven(settings) && IsAtUsualPace(Held > 0 ? _held![Held - 1] : _last, fix, settings);

    private bool AreHeldEvenlyDriven(CrossingSettings settings)
    {
        if (Known < 2)
        {
            return false;
        }

        for (var i = 0; i < Held; i++)
        {
            if (!IsAtUsualPace(i == 0 ? _last : _held![i - 1], _held![i], settings))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsAtUsualPace(in TrackPoint a, in TrackPoint b, CrossingSettings settings) =>
        Geodesy.Between(a.Report.Position, b.Report.Position) <= (UsualPace(settings) * (b.Time - a.Time)) + settings.Jitter;

    /// <summary>
    /// Whether the vehicle drove somewhere and came by its stand again: evenly, on and on, and turned back once at most. Drift stays in one place or
    /// turns with every other fix.
    /// </summary>
    private bool IsRoundTrip(in TrackPoint fix, CrossingSettings settings)
    {
        if (Held < settings.ReanchorFixes || !HeldContradictTold(settings) || !IsEvenlyDriven(fix, settings)
            || WayOverHeld(fix, -1) < settings.ConfirmTravel * Held || Rests(fix, settings) > 1)
        {
            return false;
        }

        var turns = 0;
        for (var i = 0; i < Held; i++)
        {
            var (before, after) = (i == 0 ? _last : _held![i - 1], i + 1 < Held ? _held![i + 1] : fix);
            var (here, from, to) = (_held![i].Report.Position, before.Report.Position, after.Report.Position);
            var (a, b, direct) = (Geodesy.Between(from, here), Geodesy.Between(here, to), Geodesy.Between(from, to));
            turns += direct.Metres * direct.Metres < (a.Metres * a.Metres) + (b.Metres * b.Metres) ? 1 : 0;
        }

        return turns <= 1;
    }

    /// <summary>Whether the held fixes follow on each other, and this on the last of them.</summary>
    private bool DoHeldFollow(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            ref readonly var next = ref i + 1 < Held ? ref _held![i + 1] : ref fix;
            if (!Follows(_held![i], next, settings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many steps over the held fixes to this are too short to be driven on.</summary>
    private int Rests(in TrackPoint fix, CrossingSettings settings)
    {
        var rests = 0;
        for (var i = 1; i <= Held; i++)
        {
            ref readonly var next = ref i < Held ? ref _held![i] : ref fix;
            rests += Geodesy.Between(_held![i - 1].Report.Position, next.Report.Position) <= settings.Jitter ? 1 : 0;
        }

        return rests;
    }

    /// <summary>The one of the held fixes without which all the others lie on the way to this; -1 for none.</summary>
    private int OddOne(in TrackPoint fix, CrossingSettings settings)
    {
        for (var i = 0; i < Held; i++)
        {
            if (IsNoDetour(WayOverHeld(fix, i), _last, fix, settings) && IsDrivenWithout(i, fix, settings))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the way over the held fixes but one to this was driven at a usual pace, and as the speeds tell.</summary>
    private bool IsDrivenWithout(int odd, in TrackPoint fix, CrossingSettings settings)
    {
        var at = _last;
        for (var i = 0; i <= Held; i++)
        {
            if (i == odd)
            {
                continue;
            }

            ref readonly var next = ref i < Held ? ref _held![i] : ref fix;
            if (Known < 2 ? !IsWithinReach(at, next, settings) : !IsAtUsualPace(at, next, settings) || !IsStepDriven(at, next, settings))
            {
                return false;
            }

            at = next;
        }

        return true;
    }

    /// <summary>
    /// Whether the last believed fix lies off the way from the one before to those held. Where speeds are told they have said so already, unless it
    /// lies just as far from the one before as they tell: drift does so by chance only.
    /// </summary>
    private bool IsLastOff(CrossingSettings settings) => Tells(_last, _held![0])
        ? !LiesAsTold(_previous, _last, settings)
        : !IsNoDetour(
            Geodesy.Between(_previous.Report.Position, _last.Report.Position) + Geodesy.Between(_last.Report.Position, _held[0].Report.Position),
            _previous, _held[0], settings);

    /// <summary>Whether two fixes lie as far apart as the speeds that they tell take a truck, but for the noise.</summary>
    private bool LiesAsTold(in TrackPoint a, in TrackPoint b, CrossingSettings settings)
    {
        if (!Tells(a, b))
        {
            return false;
        }

        var told = (Speed.FromKilometresPerHour((_trust.DeciKmh(a.Report) + _trust.DeciKmh(b.Report)) / 20.0) * (b.Time - a.Time)).Metres;
        return Math.Abs(Geodesy.Between(a.Report.Position, b.Report.Position).Metres - told) <= (settings.FixError.Metres * 2) + (told * 0.1);
    }

    private bool CanHaveDrivenBy(in TrackPoint fix, CrossingSettings settings)
    {
        var fastest = Fastest(_last, fix);
        foreach (ref readonly var held in HeldFixes)
        {
            fastest = Math.Max(fastest, _trust.DeciKmh(held.Report));
        }

        return WayOverHeld(fix, -1) <= Reach(fastest, fix.Time - _last.Time, settings);
    }

    /// <summary>The way from the last believed fix over the held ones, but for one of them, to this.</summary>
    private Distance WayOverHeld(in TrackPoint fix, int without)
    {
        var (way, at) = (Distance.Zero, _last.Report.Position);
        for (var i = 0; i < Held; i++)
        {
            if (i != without)
            {
                way += Geodesy.Between(at, _held![i].Report.Position);
                at = _held[i].Report.Position;
            }
        }

        return way + Geodesy.Between(at, fix.Report.Position);
    }

    /// <summary>Whether the held fixes are enough, and drive on or stay for long. So many as no burst of drift has are enough in any case.</summary>
    private bool BearEachOtherOut(CrossingSettings settings)
    {
        if (Held < settings.ReanchorFixes)
        {
            return false;
        }

        if (Held == MostHeld || Stay(settings.ReanchorTime))
        {
            return true;
        }

        var held = HeldFixes;
        var way = Distance.Zero;
        for (var i = 1; i < held.Length; i++)
        {
            way += Geodesy.Between(held[i - 1].Report.Position, held[i].Report.Position);
        }

        var net = Geodesy.Between(held[0].Report.Position, held[^1].Report.Position);
        return net >= settings.ConfirmTravel && net >= way * 0.6;
    }

    private bool Stay(TimeSpan time) => _held![Held - 1].Time - _held[0].Time >= time;

    /// <summary>
    /// Whether each held fix lies farther from the stand than the one before, on a fairly straight way from there, as fast as a truck drives: drift
    /// that scatters or stays does not do that for long.
    /// </summary>
    private bool MovesAway(CrossingSettings settings)
    {
        if (!AreHeldEvenlyDriven(settings))
        {
            return false;
        }

        var (reached, way, at) = (Distance.Zero, Distance.Zero, _last.Report.Position);
        foreach (ref readonly var held in HeldFixes)
        {
            var away = Geodesy.Between(_last.Report.Position, held.Report.Position);
            if (away + settings.Jitter < reached)
            {
                return false;
            }

            reached = away;
            way += Geodesy.Between(at, held.Report.Position);
            at = held.Report.Position;
        }

        return reached + (settings.Jitter * 2) >= way * 0.8
            && Geodesy.Between(_held![0].Report.Position, _held[Held - 1].Report.Position) >= settings.ConfirmTravel;
    }
}
