using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Testing.Documents.Persons;

/// <summary>Says who drives a truck, and how to reach them: a document of a vehicle that names a person.</summary>
public sealed record Dispatch : Document, IDocument
{
    private static readonly SubjectField s_driver = new()
    {
        Name = "driver",
        Label = new("驾驶员", "Driver"),
        Meaning = "Who drives.",
        Of = DocumentBinding.Person,
    };

    private static readonly TextField s_phone = new()
    {
        Name = "phone",
        Label = new("电话", "Phone"),
        Meaning = "How to reach the driver.",
        Longest = 20,
        Mask = Masked.Phone,
    };

    public static readonly DocumentKind<Dispatch> Definition = new()
    {
        Id = "sample-dispatch",
        Path = "sample-dispatches",
        Name = new("派车单（示例）", "Dispatch (sample)"),
        Description = new("由谁驾驶。", "Who drives."),
        Binding = DocumentBinding.Vehicle,
        Own = [s_driver.Of<Dispatch>(d => d.Driver), s_phone.Of<Dispatch>(d => d.Phone)],
        Create = (head, values) => new()
        {
            Number = head.Number,
            Vehicle = head.Vehicle,
            Driver = values.Get(s_driver) ?? default,
            Phone = values.Get(s_phone) ?? "",
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };

    public override string Kind => "sample-dispatch";

    public required VehicleId Vehicle { get; init; }

    public required DocumentSubject Driver { get; init; }

    public required string Phone { get; init; }

    public override DocumentSubject Subject => DocumentSubject.ForVehicle(Vehicle);

    IReadOnlyList<DocumentSubject> IDocument.Names => [Driver];

    public override bool HasContentOf(IDocument other) => other is Dispatch d && d.Driver == Driver && d.Phone == Phone;
}
