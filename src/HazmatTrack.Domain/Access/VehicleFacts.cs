using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>What decides who may see a vehicle.</summary>
public readonly record struct VehicleFacts
{
    /// <summary>The operator with whom it is registered now; null for none.</summary>
    public string? Operator { get; init; }

    /// <summary>
    /// From when on the vehicle's data is that operator's: since it was registered where another operator had it before, else from the beginning.
    /// </summary>
    public Instant OperatorSince { get; init; }

    /// <summary>The province of its plate.</summary>
    public ProvinceCode Home { get; init; }

    /// <summary>The confirmed province of its last fix.</summary>
    public ProvinceCode Present { get; init; }

    /// <summary>The provinces that it has been in within the last <see cref="Visibility.JustLeft"/>.</summary>
    public ProvinceSet Recent { get; init; }

    /// <summary>The provinces that it is bound for. No source says so yet: it is empty until there are waybills.</summary>
    public ProvinceSet BoundFor { get; init; }

    /// <summary>The provinces that its open alerts concern.</summary>
    public ProvinceSet OpenAlerts { get; init; }
}
