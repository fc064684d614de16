namespace HazmatTrack.Domain.Documents;

/// <summary>
/// A document with the fields of every kind. A kind adds its own fields, and defines its subject and when two versions have the same content.
/// </summary>
public abstract record Document : IDocument
{
    public abstract string Kind { get; }

    /// <summary>The number on the document; unique among the documents of its kind.</summary>
    public required string Number { get; init; }

    public abstract DocumentSubject Subject { get; }

    /// <summary>First instant of validity, included.</summary>
    public required Instant ValidFrom { get; init; }

    /// <summary>End of validity as filed, excluded.</summary>
    public required Instant ValidTo { get; init; }

    /// <summary>The instant from which on it is withdrawn; null while it is not.</summary>
    public Instant? WithdrawnAt { get; init; }

    /// <summary>When it ceases to be in force, excluded.</summary>
    public Instant EndsAt => Validity.End(ValidTo, WithdrawnAt);

    /// <summary>Whether it is in force at an instant: valid, and not withdrawn by then.</summary>
    public bool IsValidAt(Instant time) => Validity.Includes(ValidFrom, EndsAt, time);

    public abstract bool HasContentOf(IDocument other);
}
