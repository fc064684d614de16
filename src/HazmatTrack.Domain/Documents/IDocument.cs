using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>What every document of the registry has: a number, whom it is for, and a validity in event time.</summary>
public interface IDocument
{
    /// <summary>The id of its kind, such as <c>permit</c>.</summary>
    string Kind { get; }

    /// <summary>The number on the document; unique among the documents of its kind.</summary>
    string Number { get; }

    /// <summary>Whom it is for.</summary>
    DocumentSubject Subject { get; }

    /// <summary>The vehicle it is for; null for what concerns no single vehicle.</summary>
    VehicleId? Vehicle => Subject.Vehicle;

    /// <summary>
    /// Persons and operators that a document of a vehicle names: their documents apply to the vehicle while this one is in force. None unless the kind
    /// says otherwise.
    /// </summary>
    IReadOnlyList<DocumentSubject> Names => [];

    /// <summary>Where it applies; null for what is not bound to an area.</summary>
    GeoPolygon? Area => null;

    /// <summary>First instant of validity, included.</summary>
    Instant ValidFrom { get; }

    /// <summary>End of validity as filed, excluded.</summary>
    Instant ValidTo { get; }

    /// <summary>From when on it has been withdrawn; null while it stands. What happened before stays covered.</summary>
    Instant? WithdrawnAt { get; }

    /// <summary>When it ceases to be in force, excluded: the end as filed, or the withdrawal if that comes first.</summary>
    Instant EndsAt => WithdrawnAt is { } withdrawn ? Instant.Earlier(withdrawn, ValidTo) : ValidTo;

    /// <summary>How long before its validity begins judging looks at it already; zero unless the kind says otherwise.</summary>
    TimeSpan Lead => TimeSpan.Zero;

    /// <summary>Whether another version of it says the same, whatever its validity and its subject.</summary>
    bool HasContentOf(IDocument other);
}
