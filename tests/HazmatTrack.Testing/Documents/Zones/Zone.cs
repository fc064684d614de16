using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Testing.Documents.Zones;

/// <summary>An area that no truck may be in for some time.</summary>
public sealed record Zone : Document, IDocument
{
    public override string Kind => ZoneKind.Id;

    public required GeoPolygon Area { get; init; }

    public required string Reason { get; init; }

    public override DocumentSubject Subject => DocumentSubject.Area;

    GeoPolygon? IDocument.Area => Area;

    public override bool HasContentOf(IDocument other) => other is Zone zone && Reason == zone.Reason;
}
