using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;

namespace HazmatTrack.Web.History;

/// <summary>Resolves a vehicle id in any spelling to the vehicle.</summary>
/// <remarks>
/// Earlier versions treated each spelling as a separate vehicle, and any word as a plate. Their data stays under its stored name and is returned
/// for a request with exactly that name; every other spelling resolves to the truck.
/// </remarks>
internal sealed class VehicleNames(ITrackHistory history)
{
    /// <summary>The id in the path of a call.</summary>
    public static readonly QueryParameter Parameter = QueryParameter.Path("id", "Plate and colour code (JT/T 697.7), in any spelling.", "沪A12345_2");

    /// <summary>The response for a vehicle that never reported.</summary>
    public static IResult Unknown(VehicleId vehicle) => Problems.NotFound(new($"没有车辆 {vehicle} 的任何上报。", $"No report of vehicle {vehicle} is known."));

    /// <summary>Resolves an id.</summary>
    /// <param name="field">The parameter that holds the text.</param>
    /// <param name="text">The id as the caller wrote it.</param>
    /// <param name="sees">Whether the caller sees a vehicle of an earlier version; one that is not seen is as one that was never stored.</param>
    /// <param name="faults">Takes the fault where the text is not a vehicle id, and nothing was ever stored under it; then the default is returned.</param>
    public async ValueTask<VehicleId> FindAsync(
        string field, string text, Func<VehicleId, Task<bool>> sees, RequestFaults faults, CancellationToken cancellation)
    {
        var isVehicle = VehicleId.TryParse(text, out var vehicle, out var reason);
        if (isVehicle && vehicle.ToString() == text)
        {
            return vehicle;
        }

        if (VehicleId.TryFromStored(text, out var stored) && await history.KnowsAsync(stored, cancellation) && await sees(stored))
        {
            return stored;
        }

        if (!isVehicle)
        {
            faults.Add(field, FaultCode.Invalid, reason);
        }

        return vehicle;
    }
}
