using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access.Memory;

namespace HazmatTrack.Gateway.Operators;

/// <summary>Which vehicles an operator may report: those that are registered with it now.</summary>
/// <param name="directory">The operators of vehicles.</param>
/// <param name="takesUnregistered">Whether a vehicle that is registered with nobody may be reported by every operator.</param>
internal sealed class VehicleOwners(AccessDirectory directory, bool takesUnregistered)
{
    /// <summary>The vehicles that an operator may not report.</summary>
    /// <exception cref="AccessUnavailableException">It is not known whose the vehicles are, since the store does not answer.</exception>
    public async ValueTask<HashSet<VehicleId>> ForeignAsync(string code, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var owners = await directory.OperatorsOfAsync(vehicles, cancellation);
        return [.. vehicles.Where(v => owners.TryGetValue(v, out var owner) ? owner.Code != code : !takesUnregistered)];
    }

    /// <summary>Whether an operator is registered and not suspended.</summary>
    /// <exception cref="AccessUnavailableException">It is not known, since the store does not answer.</exception>
    public async ValueTask<bool> IsAdmittedAsync(string code, CancellationToken cancellation) =>
        await directory.OperatorAsync(code, cancellation) is { Operator.IsSuspended: false };

    /// <summary>One sentence for the sender. It does not say whether the vehicle is another operator's: that is none of the sender's business.</summary>
    public static LocalText Explain(VehicleId vehicle) => new(
        $"{vehicle.Plate} 未登记在贵单位名下；车辆登记由系统管理员办理。",
        $"{vehicle.Plate} is not registered with your organisation; the administrator registers vehicles.");
}
