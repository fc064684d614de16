using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>How the machine handles jumps: a leg that rests on a jump waits until the track has gone on for longer than drift does.</summary>
internal static partial class CrossingMachine
{
    /// <summary>
    /// Opens the excursion that a jump begins; none where the jump leads farther than drift does.
    /// <code>
    ///                 jump ┌──●──●──●──●──●──●──●──▶ over after 12 fixes, or 6 fixes and 20 minutes: the leg may be entered (GoOn)
    ///                      │        │
    ///   ──●──●──●──●──From─┘        └─jump back──●──●─▶ it was drift: the leg is discarded (JumpBack)
    /// </code>
    /// </summary>
    private static Excursion JumpAway(CrossingState state, in TrackPoint last, in TrackPoint fix, Jump jump, CrossingSettings settings)
    {
        var farthest = settings.FarthestDrift + (settings.Usual * (fix.Time - last.Time));
        return Geodesy.Between(last.Report.Position, fix.Report.Position) <= farthest
            ? new() { From = last, Clear = state.Clear, Fixes = 1, BySpeeds = jump == Jump.BySpeeds }
            : default;
    }

    /// <summary>The track is back where it came from: everything since the jump may be drift, and the leg is discarded.</summary>
    private static void JumpBack(CrossingState state)
    {
        if (state.Leg.IsOpen && state.Leg.First.Time > state.Excursion.From.Time)
        {
            state.EndLeg();
        }

        state.Clear = state.Excursion.Clear;
        state.EndExcursion();
    }

    /// <summary>
    /// Counts one more fix of an excursion: after enough fixes, or enough time, it cannot be drift, and the leg that waited for that is entered.
    /// </summary>
    private static void GoOn(CrossingState state, in TrackPoint fix, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        state.OpenExcursion.Fixes++;
        if (state.Excursion.IsOver(fix, settings))
        {
            EnterIfConfirmed(state, trusted, map, settings, into);
            state.EndExcursion();
        }
    }

    /// <summary>
    /// Enters a leg that is certain except for a jump that only the reported speeds show: once the excursion is over, or the vehicle drives back over the
    /// border, where drift would have jumped back. Where the positions show the jump, a silence may hide the jump back.
    /// </summary>
    private static void EnterIfConfirmed(CrossingState state, bool trusted, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        if (state.Excursion.BySpeeds && state.Leg.IsOpen && IsConfirmed(state.Leg, Depth(state.Leg.LastInside, map), settings))
        {
            var inside = state.Leg.LastInside;
            Enter(state, inside, trusted, map, settings, into);
            state.EndExcursion();
        }
    }
}
