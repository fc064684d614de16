using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <summary>
/// A kind of document: its id in the store, and how the fields that are its own become JSON and back. A further kind of document is
/// one more of these in <see cref="DocumentKinds"/>; store, snapshot and feed take it as it is.
/// </summary>
public abstract class DocumentKind(string id)
{
    /// <summary>Stable id in the store, such as <c>permit</c>.</summary>
    public string Id { get; } = id;

    /// <exception cref="FormatException">The content is not of this kind.</exception>
    public abstract IDocument ReadAny(in DocumentHead head, string content);
}

/// <inheritdoc/>
public abstract class DocumentKind<T>(string id) : DocumentKind(id)
    where T : class, IDocument
{
    /// <summary>The fields that are this kind's own, as JSON.</summary>
    public abstract string Write(T document);

    /// <exception cref="FormatException">The content is not of this kind.</exception>
    public abstract T Read(in DocumentHead head, string content);

    /// <summary>The same document withdrawn from a time on.</summary>
    public abstract T Withdrawn(T document, Instant from);

    public override IDocument ReadAny(in DocumentHead head, string content) => Read(head, content);
}

/// <summary>The fields that every document has, as the store keeps them.</summary>
public readonly record struct DocumentHead(string Number, VehicleId? Vehicle, Instant ValidFrom, Instant ValidTo, Instant? WithdrawnAt)
{
    /// <exception cref="FormatException">None is stored, and this kind must have one.</exception>
    public VehicleId VehicleOfIts => Vehicle ?? throw new FormatException($"Document {Number} is stored without a vehicle.");
}
