using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Access;

/// <summary>The outcome of registering vehicles with an operator.</summary>
/// <param name="Registered">The vehicles that were nobody's, and are the operator's now.</param>
/// <param name="Already">The number of vehicles that were the operator's before.</param>
/// <param name="Refused">The vehicles of other operators, each with its operator.</param>
public sealed record VehicleRegistration(IReadOnlyList<VehicleId> Registered, int Already, IReadOnlyList<(VehicleId Vehicle, string Operator)> Refused);

/// <summary>A vehicle that is an operator's now.</summary>
/// <param name="Since">When it was registered.</param>
/// <param name="OwnFrom">From when on its data is the operator's: since it was registered where another had it before, else from the beginning.</param>
public readonly record struct OperatorVehicle(VehicleId Vehicle, Instant Since, Instant OwnFrom);

/// <summary>The operator who has a vehicle now.</summary>
/// <param name="Code">Its unified social credit code.</param>
/// <param name="OwnFrom">From when on its data is the operator's: since it was registered where another had it before, else from the beginning.</param>
public readonly record struct VehicleOperator(string Code, Instant OwnFrom);

/// <summary>A time during which a vehicle was an operator's.</summary>
/// <param name="Since">When it was registered.</param>
/// <param name="Until">When it was released; null while it is the operator's.</param>
public readonly record struct VehicleTenure(VehicleId Vehicle, string Operator, Instant Since, Instant? Until)
{
    /// <summary>Whether the vehicle was the operator's at an instant.</summary>
    public bool Includes(Instant at) => at >= Since && !(at >= Until);
}
