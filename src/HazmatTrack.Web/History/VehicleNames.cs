using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;

namespace HazmatTrack.Web.History;

/// <summary>Resolves a vehicle id in any spelling to the vehicle.</summary>
/// <remarks>
/// Earlier versions treated each spelling as a separate vehicle, and any word as a plate. Their data stays under its stored name and is returned
/// for a request with exactly that name; every other spelling resolves to the truck.
/// </remarks>
internal sealed class VehicleNames(ITrackHistory history)
{
    /// <param name="parameter">The query parameter that holds the text.</param>
    /// <param name="text">The id as the caller wrote it.</param>
    /// <exception cref="BadInputException">The text is not a vehicle id, and nothing was ever stored under it.</exception>
    public async ValueTask<VehicleId> FindAsync(string parameter, string text, CancellationToken cancellation)
    {
        var isVehicle = VehicleId.TryParse(text, out var vehicle, out var reason);
        if (isVehicle && vehicle.ToString() == text)
        {
            return vehicle;
        }

        return VehicleId.TryFromStored(text, out var stored) && await history.KnowsAsync(stored, cancellation) ? stored
            : isVehicle ? vehicle
            : throw new BadInputException(parameter, reason!);
    }
}
