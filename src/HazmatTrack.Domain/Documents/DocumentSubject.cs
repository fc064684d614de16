using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The subject of a document: a vehicle, a person or an operator by its identity; an area and everything have none.</summary>
public readonly record struct DocumentSubject
{
    private DocumentSubject(DocumentBinding binding, VehicleId? vehicle, string? key) => (Binding, Vehicle, Key) = (binding, vehicle, key);

    public DocumentBinding Binding { get; }

    /// <summary>The vehicle; null for every other binding.</summary>
    public VehicleId? Vehicle { get; }

    /// <summary>The identity of a person or an operator; null for every other binding.</summary>
    public string? Key { get; }

    public static DocumentSubject ForVehicle(VehicleId vehicle) => new(DocumentBinding.Vehicle, vehicle, null);

    public static DocumentSubject Person(string key) => new(DocumentBinding.Person, null, key);

    public static DocumentSubject Operator(string key) => new(DocumentBinding.Operator, null, key);

    /// <summary>A place, which the document itself describes.</summary>
    public static readonly DocumentSubject Area = new(DocumentBinding.Area, null, null);

    /// <summary>Every vehicle.</summary>
    public static readonly DocumentSubject Everything = new(DocumentBinding.Everything, null, null);

    /// <summary>The subject of a binding by the identity that was stored with it.</summary>
    /// <exception cref="FormatException">None was stored, and the binding needs one.</exception>
    public static DocumentSubject FromStored(DocumentBinding binding, VehicleId? vehicle, string? key) => binding switch
    {
        DocumentBinding.Vehicle => ForVehicle(vehicle ?? throw new FormatException("It is stored without a vehicle.")),
        DocumentBinding.Person => Person(key ?? throw new FormatException("It is stored without a person.")),
        DocumentBinding.Operator => Operator(key ?? throw new FormatException("It is stored without an operator.")),
        DocumentBinding.Area => Area,
        _ => Everything,
    };

    public override string ToString() => Vehicle?.ToString() ?? Key ?? Binding.ToString();
}
