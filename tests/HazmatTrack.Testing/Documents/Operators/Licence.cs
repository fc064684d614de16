using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Testing.Documents.Operators;

/// <summary>Says whose truck a truck is: a document of a vehicle that names an operator.</summary>
public sealed record Licence : Document, IDocument
{
    private static readonly SubjectField s_carrier = new()
    {
        Name = "carrier",
        Label = new("企业", "Operator"),
        Meaning = "Whose vehicle it is.",
        Of = DocumentBinding.Operator,
    };

    public static readonly DocumentKind<Licence> Definition = new()
    {
        Id = "sample-licence",
        Path = "sample-licences",
        Name = new("道路运输证（示例）", "Licence (sample)"),
        Description = new("车辆所属企业。", "Whose vehicle it is."),
        Binding = DocumentBinding.Vehicle,
        Own = [s_carrier.Of<Licence>(l => l.Carrier)],
        Create = (head, values) => new()
        {
            Number = head.Number,
            Vehicle = head.Vehicle,
            Carrier = values.Get(s_carrier) ?? default,
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };

    public override string Kind => "sample-licence";

    public required VehicleId Vehicle { get; init; }

    public required DocumentSubject Carrier { get; init; }

    public override DocumentSubject Subject => DocumentSubject.ForVehicle(Vehicle);

    IReadOnlyList<DocumentSubject> IDocument.Names => [Carrier];

    public override bool HasContentOf(IDocument other) => other is Licence;
}
