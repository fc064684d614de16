using System.Collections.Immutable;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents.Routes;

/// <summary>A permitted route (许可路线): a line and a corridor either side of it, for one vehicle and some time.</summary>
public sealed record Route : Document, IDocument
{
    /// <summary>
    /// A vehicle that is off its route when the route ends has not come back. So the end of a route is considered while an episode lasts that began before it,
    /// which is known from the vehicle's state. A route that ended longer before is not considered.
    /// A design value: docs/domain/crossings.md#permit-reach.
    /// </summary>
    public static readonly TimeSpan LooksBack = TimeSpan.FromDays(1);

    private LineIndex? _index;

    public override string Kind => RouteKind.Id;

    public required VehicleId Vehicle { get; init; }

    /// <summary>At least two points, in driving order; between two points straight in longitude and latitude (RFC 7946 §3.1.1).</summary>
    public required ImmutableArray<GeoPoint> Line { get; init; }

    /// <summary>How far from the line the vehicle may be, on each side.</summary>
    public required Distance Corridor { get; init; }

    public override DocumentSubject Subject => DocumentSubject.ForVehicle(Vehicle);

    /// <summary>The provinces that points of its line are in.</summary>
    public ProvinceSet ConcernedIn(ProvinceMap map) => Line.Aggregate(default(ProvinceSet), (set, point) => set.With(map.Locate(point)));

    public override bool HasContentOf(IDocument other) =>
        other is Route route && Corridor == route.Corridor && Line.AsSpan().SequenceEqual(route.Line.AsSpan());

    /// <summary>
    /// Computes how far a point is from the line. The search ends as soon as the distance is known to be no more than <paramref name="goodEnough"/>;
    /// the result is then not more than that, but need not be the least. Allocates nothing after the first call.
    /// </summary>
    public Distance DistanceFrom(GeoPoint point, Distance goodEnough = default) => Index.DistanceFrom(point, goodEnough);

    /// <summary>Built at the first call and kept with the document. Two threads may both build it; both results are equal.</summary>
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
    public bool Equals(Route? other) => base.Equals(other) && Vehicle == other.Vehicle && HasContentOf(other);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Vehicle, Corridor, Line.Length);
}
