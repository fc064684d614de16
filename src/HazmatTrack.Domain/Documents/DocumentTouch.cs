using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Documents;

/// <summary>The vehicles that a filing concerns.</summary>
/// <param name="Subject">The subject of the document.</param>
/// <param name="Box">The box around the area of a document bound to an area; null for every other, and where the area is unknown: it may be anywhere.</param>
/// <param name="From">The earliest event time whose evaluation may differ.</param>
public readonly record struct DocumentTouch(DocumentSubject Subject, GeoArea? Box, Instant From);
