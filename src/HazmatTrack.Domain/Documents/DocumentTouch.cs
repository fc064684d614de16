using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>Whom a filing concerns.</summary>
/// <param name="Subject">Whom the document is for.</param>
/// <param name="Box">Around the area of one that is bound to an area; null for every other, and where the area is not known: then it may be anywhere.</param>
/// <param name="From">The earliest event time whose judging may differ.</param>
public readonly record struct DocumentTouch(DocumentSubject Subject, GeoArea? Box, Instant From);
