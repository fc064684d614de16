using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks.Passes;

/// <summary>One stay of a vehicle in an area within a span of time, on the straight lines between the fixes that belong together.</summary>
/// <param name="First">The first instant in the area and the span.</param>
/// <param name="Last">The last.</param>
/// <param name="Entry">Why it begins at <paramref name="First"/>.</param>
/// <param name="Exit">Why it ends at <paramref name="Last"/>.</param>
/// <param name="FirstPlace">Where the vehicle was at <paramref name="First"/>.</param>
/// <param name="LastPlace">Where it was at <paramref name="Last"/>.</param>
/// <param name="EntryError">How far the time of entering may be off either way; null where it did not enter.</param>
/// <param name="ExitError">How far the time of leaving may be off either way; null where it did not leave.</param>
/// <param name="Certainty">How certain it is that the vehicle was there.</param>
/// <param name="Fixes">The number of fixes in the area and the span.</param>
/// <param name="Nearest">How near it came to the centre of a circle; null for a box.</param>
public readonly record struct AreaPass(
    Instant First, Instant Last, PassEnd Entry, PassEnd Exit, GeoPoint FirstPlace, GeoPoint LastPlace,
    TimeSpan? EntryError, TimeSpan? ExitError, PassCertainty Certainty, int Fixes, Distance? Nearest);
