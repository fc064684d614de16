using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;

namespace HazmatTrack.Web.History;

/// <summary>The vehicle that a reader means by an id in some spelling.</summary>
/// <remarks>
/// Earlier versions took each spelling for a vehicle of its own, and any word for a plate. What they stored stays under its name, and is
/// answered to whoever asks for exactly that name; every other spelling is the truck's.
/// </remarks>
internal sealed class VehicleNames(ITrackHistory history)
{
    /// <param name="parameter">Where the text was given.</param>
    /// <param name="text">The id as it was written.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    /// <exception cref="BadInputException">It is no vehicle's id, and nothing was ever stored under it.</exception>
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
