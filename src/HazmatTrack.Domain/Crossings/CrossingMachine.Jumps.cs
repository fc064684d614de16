using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>What the machine makes of jumps: what rests on one waits until it has lasted for longer than drift does.</summary>
internal static partial class CrossingMachine
{
    /// <summary>The excursion that a jump begins; none where it leads farther than drift does.</summary>
    private static Excursion JumpAway(CrossingState state, in TrackPoint last, in TrackPoint fix, Jump jump, CrossingSettings settings)
    {
        var farthest = settings.FarthestDrift + (settings.Usual * (fix.Time - last.Time));
        return Geodesy.Between(last.Report.Position, fix.Report.Position) <= farthest
            ? new() { From = last, Clear = state.Clear, Fixes = 1, BySpeeds = jump == Jump.BySpeeds }
            : default;
    }

    /// <summary>The track is back where it came from: nothing since the jump rests on anything but drift, and the leg is forgotten.</summary>
    private static void JumpBack(CrossingState state)
    {
        if (state.Leg.IsOpen && state.Leg.First.Time > state.Excursion.From.Time)
        {
            state.Leg = default;
        }

        (state.Clear, state.Excursion) = (state.Excursion.Clear, default);
    }

    /// <summary>Counts one more fix of an excursion: after so many, or so long, it is no drift, and the leg that waited for that is entered.</summary>
    private static void GoOn(CrossingState state, in TrackPoint fix, bool told, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        state.Excursion.Fixes++;
        if (state.Excursion.IsOver(fix, settings))
        {
            EnterIfConfirmed(state, told, map, settings, into);
            state.Excursion = default;
        }
    }

    /// <summary>
    /// Enters a leg that is certain but for a jump of which only the speeds told: once the excursion is over, or the vehicle drives back over the border,
    /// where drift would have jumped back. Where the places show the jump, silence may hide the jump back.
    /// </summary>
    private static void EnterIfConfirmed(CrossingState state, bool told, ProvinceMap map, CrossingSettings settings, List<Crossing> into)
    {
        if (state.Excursion.BySpeeds && state.Leg.IsOpen && IsConfirmed(state.Leg, Depth(state.Leg.LastInside, map), settings))
        {
            var inside = state.Leg.LastInside;
            Enter(state, inside, told, map, settings, into);
            state.Excursion = default;
        }
    }
}
