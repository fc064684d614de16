using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>A permitted route (许可路线): a line and a corridor either side of it, for one vehicle and some time.</summary>
public sealed record Route : IDocument
{
    private LineIndex? _index;

    /// <summary>The route's number; unique in the registry.</summary>
    public required string Number { get; init; }

    public required VehicleId Vehicle { get; init; }

    /// <summary>At least two points, in driving order; between two points straight in longitude and latitude (RFC 7946 §3.1.1).</summary>
    public required ImmutableArray<GeoPoint> Line { get; init; }

    /// <summary>How far from the line the vehicle may be, on each side.</summary>
    public required Distance Corridor { get; init; }

    /// <summary>First instant of validity, included.</summary>
    public required Instant ValidFrom { get; init; }

    /// <summary>End of validity as filed, excluded.</summary>
    public required Instant ValidTo { get; init; }

    /// <summary>From when on it has been withdrawn; null while it stands.</summary>
    public Instant? WithdrawnAt { get; init; }

    /// <summary>When it ceases to be in force, excluded.</summary>
    public Instant EndsAt => WithdrawnAt is { } withdrawn ? Instant.Earlier(withdrawn, ValidTo) : ValidTo;

    VehicleId? IDocument.Vehicle => Vehicle;

    /// <summary>Whether it is in force at an instant: valid, and not withdrawn by then.</summary>
    public bool IsValidAt(Instant time) => ValidFrom <= time && time < EndsAt;

    public bool HasContentOf(IDocument other) =>
        other is Route route && Corridor == route.Corridor && Line.AsSpan().SequenceEqual(route.Line.AsSpan());

    /// <summary>
    /// How far a point is from the line. The search ends as soon as it is known to be no more than <paramref name="goodEnough"/>;
    /// what is answered is then not more than that, but need not be the least. Allocates nothing after the first call.
    /// </summary>
    public Distance DistanceFrom(GeoPoint point, Distance goodEnough = default) => Index.DistanceFrom(point, goodEnough);

    /// <summary>Built at the first question and kept with the document. Two threads may both build it; either result will do.</summary>
    private LineIndex Index
    {
        get
        {
            var index = Volatile.Read(ref _index);
            if (index is null || !index.IsOf(Line))
            {
                Volatile.Write(ref _index, index = new LineIndex(Line));
            }

            return index;
        }
    }

    /// <summary>Equal in every field and point of the line.</summary>
    public bool Equals(Route? other) =>
        other is not null && Number == other.Number && Vehicle == other.Vehicle && ValidFrom == other.ValidFrom
        && ValidTo == other.ValidTo && WithdrawnAt == other.WithdrawnAt && HasContentOf(other);

    public override int GetHashCode() => HashCode.Combine(Number, Vehicle, Corridor, ValidFrom, ValidTo, WithdrawnAt, Line.Length);
}
