using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>
/// A confirmed change of province: leaving <see cref="From"/> and entering <see cref="To"/> are one event, so that one can never
/// arrive without, or before, the other (docs/domain/crossings.md#crossing).
/// </summary>
public sealed record Crossing
{
    public required CrossingKind Kind { get; init; }

    public required ProvinceCode From { get; init; }

    public required ProvinceCode To { get; init; }

    /// <summary>When the border was passed, interpolated between <see cref="Before"/> and <see cref="After"/>.</summary>
    public required Instant Time { get; init; }

    /// <summary>How far <see cref="Time"/> may be off, either way.</summary>
    public required TimeSpan TimeUncertainty { get; init; }

    /// <summary>Where the border was passed.</summary>
    public required GeoPoint Place { get; init; }

    /// <summary>How far <see cref="Place"/> may be off.</summary>
    public required Distance PlaceUncertainty { get; init; }

    /// <summary>The last accepted fix on the old side.</summary>
    public required TrackPoint Before { get; init; }

    /// <summary>The first accepted fix on the new side; of a transit, the first after the vehicle has left again.</summary>
    public required TrackPoint After { get; init; }

    /// <summary>The report with which the crossing became certain.</summary>
    public required TrackPoint ConfirmedBy { get; init; }

    /// <summary>Whether the vehicle was silent for longer than the dark gap between the bracketing fixes.</summary>
    public bool Dark { get; init; }

    /// <summary>Of a transit: when and where the vehicle left <see cref="To"/> again, and into which province.</summary>
    public TransitExit? Exit { get; init; }
}

/// <summary>The far end of a transit.</summary>
public sealed record TransitExit(Instant Time, GeoPoint Place, ProvinceCode Into);
