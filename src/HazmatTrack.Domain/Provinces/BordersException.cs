using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Provinces;

/// <summary>The defects of a borders file.</summary>
public enum BordersProblem
{
    NotGeoJson,
    UnknownCode,
    DuplicateCode,
    MissingProvince,
    BadRing,
    Gap,
    Overlap,
}

/// <summary>A borders file that cannot be used: why, where, and what to do.</summary>
public sealed class BordersException(BordersProblem problem, string message, GeoPoint? place = null)
    : Exception(place is { } at ? $"{message} Near {at}." : message)
{
    public BordersProblem Problem { get; } = problem;

    /// <summary>Where it was found; null for a defect that has no place.</summary>
    public GeoPoint? Place { get; } = place;
}
