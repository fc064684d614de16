using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The fields of every document of the registry: a number, its subject, and a validity in event time.</summary>
public interface IDocument
{
    /// <summary>The id of its kind, such as <c>permit</c>.</summary>
    string Kind { get; }

    /// <summary>The number on the document; unique among the documents of its kind.</summary>
    string Number { get; }

    /// <summary>The subject of the document.</summary>
    DocumentSubject Subject { get; }

    /// <summary>The vehicle that it is bound to; null for a document of another binding.</summary>
    VehicleId? Vehicle => Subject.Vehicle;

    /// <summary>
    /// Persons and operators that a document of a vehicle names: their documents apply to the vehicle while this one is in force. None unless the kind
    /// overrides it.
    /// </summary>
    IReadOnlyList<DocumentSubject> Names => [];

    /// <summary>
    /// The provinces that it was filed for, whose authorities it concerns wherever its vehicle is. None unless the kind overrides it; documents of a kind
    /// that is not bound to vehicles are then filed and withdrawn by nobody.
    /// </summary>
    ProvinceSet ConcernedIn(ProvinceMap map) => default;

    /// <summary>Where it applies; null for a document that is not bound to an area.</summary>
    GeoPolygon? Area => null;

    /// <summary>First instant of validity, included.</summary>
    Instant ValidFrom { get; }

    /// <summary>End of validity as filed, excluded.</summary>
    Instant ValidTo { get; }

    /// <summary>The instant from which on it is withdrawn; null while it is not. Earlier events stay covered.</summary>
    Instant? WithdrawnAt { get; }

    /// <summary>When it ceases to be in force, excluded: the end as filed, or the withdrawal if that comes first.</summary>
    Instant EndsAt => Validity.End(ValidTo, WithdrawnAt);

    /// <summary>How long before its validity begins rules already consider it; zero unless the kind overrides it.</summary>
    TimeSpan Lead => TimeSpan.Zero;

    /// <summary>Whether another version of it has the same content, validity and subject aside.</summary>
    bool HasContentOf(IDocument other);
}
