using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History;

/// <summary>
/// History as readers see it: sealed points from the store and open points from the partition owners, merged. Every method fails with
/// <see cref="TrackHistoryException"/> where an owner is unavailable: a partial answer would look complete.
/// </summary>
internal interface ITrackHistory
{
    /// <summary>A vehicle's positions with event time in [<paramref name="from"/>, <paramref name="to"/>), in order of time, each time once.</summary>
    /// <exception cref="DamagedHistoryException">Some of the positions are stored but cannot be read.</exception>
    IAsyncEnumerable<PositionReport> ReadAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The known stretches of all vehicles within a time that are stored but cannot be read.</summary>
    Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation);

    /// <summary>Whether a report was ever stored under exactly this vehicle id.</summary>
    Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>
    /// The passes of vehicles through an area within [<paramref name="from"/>, <paramref name="to"/>), in order of vehicle and time, from the
    /// vehicle <paramref name="startAt"/> on, or from the first.
    /// </summary>
    IAsyncEnumerable<Presence> PresenceAsync(GeoArea area, Instant from, Instant to, VehicleId? startAt, CancellationToken cancellation);
}

/// <summary>
/// Part of history is temporarily unavailable: a partition is moving to another owner, or its owner does not answer. A retry after some seconds
/// helps.
/// </summary>
internal sealed class TrackHistoryException(string message, Exception? cause = null) : UnavailableException(message, cause);
