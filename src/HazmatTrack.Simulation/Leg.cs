using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>A stretch of a journey at an even speed, or a stop.</summary>
/// <param name="From">Where on the way it begins, from the start.</param>
/// <param name="To">Where it ends; the same for a stop.</param>
/// <param name="Start">When it begins.</param>
/// <param name="Lasts">How long it lasts.</param>
public readonly record struct Leg(Distance From, Distance To, Domain.Instant Start, TimeSpan Lasts)
{
    public Domain.Instant End => Start + Lasts;

    public Speed Speed => Lasts > TimeSpan.Zero ? (To - From) / Lasts : Speed.Zero;
}
