using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Testing.Documents.Zones;

/// <summary>An area that no truck may be in for some time.</summary>
public sealed record Zone : Document, IDocument
{
    public override string Kind => ZoneKind.Id;

    public required GeoPolygon Area { get; init; }

    public required string Reason { get; init; }

    public override DocumentSubject Subject => DocumentSubject.Area;

    GeoPolygon? IDocument.Area => Area;

    /// <summary>The provinces that its corners are in.</summary>
    public ProvinceSet ConcernedIn(ProvinceMap map) => Area.Corners.Aggregate(default(ProvinceSet), (set, corner) => set.With(map.Locate(corner)));

    public override bool HasContentOf(IDocument other) => other is Zone zone && Reason == zone.Reason;
}
