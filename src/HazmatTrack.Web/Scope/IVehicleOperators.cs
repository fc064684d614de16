using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Web.Scope;

/// <summary>Which operator has which vehicle now.</summary>
internal interface IVehicleOperators
{
    /// <summary>The operators of some vehicles; one that nobody has is not among them.</summary>
    /// <exception cref="HazmatTrack.Http.Errors.UnavailableException">It cannot be said now: nothing may be concluded.</exception>
    ValueTask<IReadOnlyDictionary<VehicleId, string>> OfAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>The vehicles of an operator in order of their ids.</summary>
    /// <param name="after">The vehicle before the page; null for the first.</param>
    /// <exception cref="HazmatTrack.Http.Errors.UnavailableException">It cannot be said now.</exception>
    ValueTask<IReadOnlyList<VehicleId>> VehiclesOfAsync(string code, VehicleId? after, int limit, CancellationToken cancellation);
}
