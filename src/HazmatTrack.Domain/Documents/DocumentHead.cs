using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The fields that every document has.</summary>
public readonly record struct DocumentHead(string Number, DocumentSubject Subject, Instant ValidFrom, Instant ValidTo, Instant? WithdrawnAt)
{
    /// <summary>The vehicle of a document that is bound to one.</summary>
    public VehicleId Vehicle => Subject.Vehicle ?? throw new FormatException($"Document {Number} is stored without a vehicle.");
}
