using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Speeds;

/// <summary>Lets a vehicle drive faster than the rule of the next build allows: the kind of document that only that build has.</summary>
internal sealed record SpeedExemption : Document
{
    private const string Id = "next-exemption";

    public static readonly DocumentKind<SpeedExemption> Definition = new()
    {
        Id = Id,
        Path = "next-exemptions",
        Name = new("限速豁免（示例）", "Speed exemption (sample)"),
        Description = new("有效期内不判超速。", "While it is in force, the vehicle is not found to speed."),
        Binding = DocumentBinding.Vehicle,
        Own = [],
        Create = (head, _) => new()
        {
            Number = head.Number,
            Vehicle = head.Vehicle,
            ValidFrom = head.ValidFrom,
            ValidTo = head.ValidTo,
            WithdrawnAt = head.WithdrawnAt,
        },
    };

    public override string Kind => Id;

    public required VehicleId Vehicle { get; init; }

    public override DocumentSubject Subject => DocumentSubject.ForVehicle(Vehicle);

    public override bool HasContentOf(IDocument other) => other is SpeedExemption;
}
