using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>A stretch of a journey at an even speed, or a stop.</summary>
/// <param name="From">The distance from the start at which it begins.</param>
/// <param name="To">The distance at which it ends; the same for a stop.</param>
/// <param name="Start">The time when it begins.</param>
public readonly record struct Leg(Distance From, Distance To, Domain.Instant Start, TimeSpan Lasts)
{
    public Domain.Instant End => Start + Lasts;

    public Speed Speed => Lasts > TimeSpan.Zero ? (To - From) / Lasts : Speed.Zero;
}
