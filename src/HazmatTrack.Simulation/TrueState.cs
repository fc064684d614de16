using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>The true state of a truck at an instant.</summary>
/// <param name="Speed">The speed over ground.</param>
/// <param name="HeadingDegrees">Clockwise from north, 0 to 359.</param>
/// <param name="Driven">The distance since the start of the track.</param>
public readonly record struct TrueState(Instant Time, GeoPoint Position, Speed Speed, int HeadingDegrees, Distance Driven);
