using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// The exclusive province machine: a vehicle is in one province at a time, and changes it by a crossing that is confirmed. Steps
/// over believed fixes in event time; its output follows from the state and the fix alone.
/// </summary>
/// <remarks>
/// A fix in no known province is no evidence: the last province stays until a known one is entered, and the crossing is then
/// from the last province into that one, placed where known land was reached.
/// <code>
///   Settle ──▶ in a province ──a fix in another──▶ leg open ──deep enough, or long enough──▶ crossing, in the new province
///                    ▲                               │ │ └──a third province──▶ crossing if it was a touch, and a new leg (Third)
///                    │                               │ └──back after a touch──▶ transit (Back)
///                    └──back after noise or drift────┘
///
///   side view, time to the right; depth beyond the border decides, as noise of a receiver (15 m) is far shallower:
///
///     old province    ──●───●──Before                    a single fix or a shallow run is noise: Evidence falls to zero and
///     border          ═══════════════════════════════    the bracket Before..First moves on
///     60 m  - - - - - - - - - - First - - - - - - - -    ConfirmDepth: 3 fixes in a row this deep and 150 m of travel confirm,
///     200 m - - - - - - - - - - - - - ●─ ─ ●─ ─ ─ ●──▶   or 60 s in the new province and this depth (ConfirmTimeDepth)
/// </code>
/// </remarks>
internal static partial class CrossingMachine
{
    private const int MostEvidence = 300;

    /// <summary>Greater depths than this make no difference.</summary>
    private static readonly Distance s_deepEnough = Distance.FromMetres(2000);

    /// <summary>Steps over one fix and adds the crossings that it made certain, in order of time on the border.</summary>
    /// <param name="before">The believed fix before; null at the start.</param>
    /// <param name="disconnected">Whether no truck can have driven from there to here.</param>
    /// <param name="jump">Whether no truck drives so, though one may just have been able to.</param>
    /// <param name="trusted">Whether the speeds that the terminal reports agree with its positions.</param>
    public static void Step(
        CrossingState state, in TrackPoint? before, in TrackPoint fix, bool disconnected, Jump jump, bool trusted, ProvinceMap map,
        CrossingSettings settings, List<Crossing> into)
    {
        if (jump == Jump.Back)
        {
            var from = state.Excursion.From;
            JumpBack(state);
            Step(state, from, fix, false, Jump.None, trusted, map, settings, into);
            return;
        }

        if (state.Excursion.IsOpen)
        {
            GoOn(state, fix, trusted, map, settings, into);
        }
        else if (jump != Jump.None && before is { } last && state.Settled)
        {
            state.SetExcursion(JumpAway(state, last, fix, jump, settings));
        }

        var province = map.Locate(fix.Report.Position);
        if (!province.IsKnown)
        {
            return;
        }

        ref readonly var previous = ref Nullable.GetValueRefOrDefaultRef(in before);
        var stood = before.HasValue && state.Stay.StandsAt(previous.Time, settings);
        if (state.Stay.Add(fix, stood, settings) && state.Leg.FromStand)
        {
            state.EndLeg();
        }

        if (!state.Settled || !before.HasValue)
        {
            Confirm(state, province, fix, disconnected, map, settings);
            state.Clear = province == state.Province && IsClear(fix) ? ClearFix.From(fix) : state.Clear;
            return;
        }

        if (state.Stay.StandsAt(fix.Time, settings) && !StandsElsewhere(state, map, settings))
        {
            // A vehicle that is stationary does not cross, however its fixes wander.
            if (province == state.Leg.Into)
            {
                state.OpenLeg.LastInside = fix;
                StandAtBorder(state, map, settings);
            }

            return;
        }

        if (state.Excursion.IsOpen && province != state.Leg.Into)
        {
            EnterIfConfirmed(state, trusted, map, settings, into);
        }

        var dark = disconnected || fix.Time - previous.Time > settings.DarkGap;
        if (!state.Leg.IsOpen)
        {
            if (province != state.Province)
            {
                state.SetLeg(new()
                {
                    Into = province,
                    Before = previous,
                    First = fix,
                    Dark = dark,
                    FromStand = stood,
                    ClearBefore = state.Clear,
                });
                Inside(state, previous, fix, trusted, map, settings, into);
            }
            else if (!dark)
            {
                CrossingBuilder.AddCutCorners(state.Province, previous, fix, trusted, map, settings, into);
            }
        }
        else if (province == state.Leg.Into)
        {
            Inside(state, previous, fix, trusted, map, settings, into);
        }
        else if (province == state.Province)
        {
            Back(state, previous, fix, trusted, map, settings, into);
        }
        else
        {
            Third(state, province, previous, fix, dark, trusted, map, settings, into);
        }

        if (province == state.Province)
        {
            state.Clear = IsClear(fix) ? ClearFix.From(fix)
                : state.Clear.Time == previous.Time ? Edge(fix, previous, state.Province, map, settings)
                : state.Clear;
        }

        bool IsClear(in TrackPoint of) => map.IsDeeperThan(of.Report.Position, settings.FixError);
    }

    /// <summary>Takes back a fix that turned out to be drift, as far as no crossing was reported because of it.</summary>
    public static void TakeBack(CrossingState state, in TrackPoint drift)
    {
        if (state.Leg.IsOpen && state.Leg.First == drift)
        {
            state.EndLeg();
        }
    }

    /// <summary>The earliest onset that a crossing still to be confirmed can have.</summary>
    public static Instant? OpenSince(CrossingState state) => (state.Leg.IsOpen, state.Excursion.IsOpen) switch
    {
        (true, true) => Instant.Earlier(state.Leg.Before.Time, state.Excursion.From.Time),
        (true, false) => state.Leg.Before.Time,
        (false, true) => state.Excursion.From.Time,
        _ => null,
    };

    /// <summary>
    /// Treats a leg that consists only of the place by the border where the vehicle stopped as a leg from standstill: its fixes have much of their noise in
    /// common and are no evidence of what the vehicle does hours later.
    /// </summary>
    private static void StandAtBorder(CrossingState state, ProvinceMap map, CrossingSettings settings)
    {
        ref var leg = ref state.OpenLeg;
        if (!leg.FromStand && leg.LongestDeepRun < settings.ConfirmFixes
            && leg.Deepest <= settings.StandRadius && !map.IsDeeperThan(state.Stay.Place, settings.ConfirmDepth)
            && Geodesy.Between(leg.First.Report.Position, state.Stay.Place) <= settings.StandRadius)
        {
            leg.FromStand = true;
            (leg.Fixes, leg.DeepRun, leg.LongestDeepRun, leg.Evidence, leg.DeepestMetres) = (1, 0, 0, 0, 0);
        }
    }

    /// <summary>
    /// Determines the first province: shown from the first fix on, settled (without a report) by fixes that agree away from any border.
    /// </summary>
    private static void Confirm(
        CrossingState state, ProvinceCode province, in TrackPoint fix, bool disconnected, ProvinceMap map, CrossingSettings settings)
    {
        if (!state.Province.IsKnown)
        {
            (state.Province, state.Since) = (province, fix.Time);
        }

        if (!map.IsDeeperThan(fix.Report.Position, settings.ConfirmDepth))
        {
            return;
        }

        // Two fixes that agree, or the third of a truck that alternates between provinces.
        var agrees = state.Agreed == province;
        state.Agreeing = disconnected ? (byte)1 : (byte)(state.Agreeing + 1);
        state.Agreed = province;
        if (state.Agreeing < (agrees ? 2 : 3))
        {
            return;
        }

        if (state.Province != province)
        {
            (state.Province, state.Since) = (province, fix.Time);
        }

        state.Settled = true;
    }

    private static void Inside(
        CrossingState state, in TrackPoint previous, in TrackPoint fix, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        ref var leg = ref state.OpenLeg;
        var depth = Depth(fix, map);
        if (depth > settings.FixError)
        {
            leg.ClearLast = ClearFix.From(fix);
            leg.ClearFirst = leg.ClearFirst.IsKnown ? leg.ClearFirst
                : leg.Fixes == 0 ? leg.ClearLast
                : Edge(previous, fix, leg.Into, map, settings);
        }
        else if (leg.ClearLast.IsKnown && leg.ClearLast.Time == leg.LastInside.Time)
        {
            leg.ClearLast = Edge(fix, leg.LastInside, leg.Into, map, settings);
        }

        leg.LastInside = fix;
        leg.Returning = false;
        leg.FirstBack = default;
        leg.Fixes = (byte)Math.Min(leg.Fixes + 1, byte.MaxValue);
        leg.DeepestMetres = Math.Max(leg.DeepestMetres, (int)depth.Metres);
        leg.Evidence = Math.Min(leg.Evidence + Weight(depth, settings), MostEvidence);
        if (depth > settings.ConfirmDepth)
        {
            leg.DeepRun = (byte)Math.Min(leg.DeepRun + 1, byte.MaxValue);
            leg.LongestDeepRun = Math.Max(leg.LongestDeepRun, leg.DeepRun);
        }
        else
        {
            leg.DeepRun = 0;
        }

        if (!state.Excursion.IsOpen && IsConfirmed(leg, depth, settings))
        {
            Enter(state, fix, trusted, map, settings, into);
        }
    }

    /// <summary>
    /// Whether a leg is certain, given the depth of its newest fix: by deep fixes in a row, by two and as much evidence from shallower ones, or by time.
    /// </summary>
    private static bool IsConfirmed(in PendingCrossing leg, Distance depth, CrossingSettings settings)
    {
        var fix = leg.LastInside;
        var byNumber = (leg.DeepRun >= settings.ConfirmFixes || (leg.LongestDeepRun >= 2 && leg.Evidence >= MostEvidence))
            && Geodesy.Between(leg.Before.Report.Position, fix.Report.Position) >= settings.ConfirmTravel;
        var byTime = leg.Fixes >= (leg.FromStand ? 3 : 2) && fix.Time - leg.First.Time >= settings.ConfirmTime && depth >= settings.ConfirmTimeDepth;
        return byNumber || byTime;
    }

    private static void Back(
        CrossingState state, in TrackPoint previous, in TrackPoint fix, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        ref var leg = ref state.OpenLeg;
        var depth = Depth(fix, map);
        if (!leg.Returning)
        {
            leg.Returning = true;
            leg.FirstBack = fix;
        }

        leg.DeepRun = 0;
        leg.Evidence -= Weight(depth, settings);
        if (depth <= settings.ConfirmDepth && leg.Evidence > 0)
        {
            return;
        }

        if (IsTouch(leg, settings) && !IsDriftWhileStationary(leg, trusted, map, settings))
        {
            var clear = fix == leg.FirstBack ? ClearFix.From(fix) : Edge(previous, fix, state.Province, map, settings);
            into.Add(CrossingBuilder.Touch(state.Province, leg, clear, fix, trusted, map, settings));
        }

        state.EndLeg();
    }

    /// <summary>
    /// Handles a third province: a stay that was deep enough to be reported becomes a crossing now; a shallower one is discarded. Within the noise of its
    /// border a third province is no evidence, because where three provinces meet the noise reaches into all of them.
    /// </summary>
    private static void Third(
        CrossingState state, ProvinceCode province, in TrackPoint previous, in TrackPoint fix, bool dark, bool trusted, ProvinceMap map,
        CrossingSettings settings, List<Crossing> into)
    {
        if (!dark && !map.IsDeeperThan(fix.Report.Position, settings.ConfirmDepth))
        {
            return;
        }

        var leg = new PendingCrossing { Into = province, Before = state.Leg.Returning ? previous : state.Leg.LastInside, First = fix, Dark = dark };
        var home = state.Clear;
        if (IsTouch(state.Leg, settings))
        {
            Enter(state, fix, trusted, map, settings, into);
            home = state.Clear;
        }
        else if (state.Leg.Dark && !state.Leg.Returning)
        {
            (leg.Before, leg.Dark) = (state.Leg.Before, true);
        }

        leg.ClearBefore = home;
        state.SetLeg(leg);
        Inside(state, previous, fix, trusted, map, settings, into);
    }

    private static void Enter(CrossingState state, in TrackPoint fix, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        CrossingBuilder.AddEntry(state.Province, state.Leg, fix, trusted, map, settings, into);
        state.Province = state.Leg.Into;
        state.Since = into[^1].Time;
        state.Clear = state.Leg.ClearLast;
        state.EndLeg();
    }

    /// <summary>
    /// Whether a stay was deep enough to be reported though it was too short to be confirmed. Deep fixes that do not follow each other are no evidence:
    /// a vehicle that is stationary at the border for hours has some by noise alone.
    /// </summary>
    private static bool IsTouch(in PendingCrossing leg, CrossingSettings settings) =>
        leg.Deepest >= settings.TouchDepth || leg.LongestDeepRun >= 2;

    /// <summary>
    /// Whether the vehicle was stationary before and is stationary after, at the same place: a fix or two in between were drift, however far. So are more
    /// fixes where the vehicle was stationary at the border all the time, as far as can be seen: these are noise that wanders off and comes back.
    /// <code>
    ///              ●        one or two fixes elsewhere: drift
    ///             / \
    ///   ●●●●●●●●●●   ●●●●●●●●●●   the same place before and after: no crossing, whichever provinces the fixes lie in
    /// </code>
    /// </summary>
    private static bool IsDriftWhileStationary(in PendingCrossing leg, bool trusted, ProvinceMap map, CrossingSettings settings)
    {
        var apart = Geodesy.Between(leg.Before.Report.Position, leg.FirstBack.Report.Position);
        if (leg.FromStand && apart <= settings.StandRadius)
        {
            return true;
        }

        if (leg.Fixes == 1 && leg.Dark && leg.FirstBack.Time - leg.LastInside.Time > settings.DarkGap && apart <= settings.Jitter
            && !(trusted && leg.First.Report.SpeedOrZero > settings.StationaryBelow))
        {
            // One fix elsewhere in a long silence, and back at the very same place.
            return true;
        }

        return Stands(leg.Before) && Stands(leg.FirstBack) && apart <= settings.Jitter
            && (leg.Fixes < settings.ConfirmFixes || (StandsAtBorder(leg.First) && StandsAtBorder(leg.LastInside)));

        bool Stands(in TrackPoint fix) => trusted && fix.Report.SpeedOrZero <= settings.StationaryBelow;

        bool StandsAtBorder(in TrackPoint fix) => Stands(fix) && !map.IsDeeperThan(fix.Report.Position, settings.ConfirmDepth);
    }

    /// <summary>
    /// Whether the vehicle is stationary in another province than the state holds: it moved there a little at a time, or between two fixes.
    /// </summary>
    private static bool StandsElsewhere(CrossingState state, ProvinceMap map, CrossingSettings settings)
    {
        var place = state.Stay.Place;
        return state.Stay.IsCertain && map.IsDeeperThan(place, settings.ConfirmDepth)
            && map.Locate(place) is { IsKnown: true } province && province != state.Province;
    }

    /// <summary>When the vehicle was at the edge of the strip that is clear of a province's border, between a fix that is not clear and one that is.</summary>
    private static ClearFix Edge(in TrackPoint near, in TrackPoint clear, ProvinceCode province, ProvinceMap map, CrossingSettings settings)
    {
        var depth = Depth(near, map);
        var side = map.Locate(near.Report.Position) == province ? depth : Distance.Zero - depth;
        return ClearFix.Between(near, side, clear, Depth(clear, map), settings.FixError);
    }

    private static Distance Depth(in TrackPoint fix, ProvinceMap map) => map.IsDeeperThan(fix.Report.Position, s_deepEnough)
        ? s_deepEnough
        : map.NearestBorder(fix.Report.Position).Distance;

    private static int Weight(Distance depth, CrossingSettings settings) =>
        (int)(100 * Math.Clamp(depth.Metres / settings.ConfirmDepth.Metres, 0.2, 1));
}
