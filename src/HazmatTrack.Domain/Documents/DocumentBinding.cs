namespace HazmatTrack.Domain.Documents;

/// <summary>
/// What the documents of a kind are bound to. It decides how a rule looks them up (<see cref="VehicleDocuments"/>), which silos hold them, and which
/// vehicles are evaluated again when one is filed about the past.
/// </summary>
public enum DocumentBinding
{
    /// <summary>One vehicle: held by the silo on which the vehicle is active.</summary>
    Vehicle,

    /// <summary>One person, such as a driver: applies to the vehicles whose own documents name the person.</summary>
    Person,

    /// <summary>One operator (运输企业): applies to the vehicles whose own documents name the operator.</summary>
    Operator,

    /// <summary>An area: applies to the vehicles that are in it.</summary>
    Area,

    /// <summary>Nothing: applies to every vehicle.</summary>
    Everything,
}
