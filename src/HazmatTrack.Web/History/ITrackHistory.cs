using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History;

/// <summary>
/// History as a reader sees it: what is sealed in the store and what is still open at the partitions' owners, as one. Every method fails
/// with <see cref="TrackHistoryException"/> where an owner cannot be asked: half an answer would look like a whole one.
/// </summary>
internal interface ITrackHistory
{
    /// <summary>A vehicle's positions with event time in [<paramref name="from"/>, <paramref name="to"/>), in order of time, each time once.</summary>
    /// <exception cref="DamagedHistoryException">Some of them are stored and cannot be read.</exception>
    IAsyncEnumerable<PositionReport> ReadAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>The stretches of all vehicles within a time that are stored and cannot be read, as far as is known.</summary>
    Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation);

    /// <summary>Whether a report of a vehicle was ever stored, under this very id.</summary>
    Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>
    /// The passes of vehicles through an area within [<paramref name="from"/>, <paramref name="to"/>), in order of vehicle and time, from the
    /// vehicle <paramref name="startAt"/> on, or from the first.
    /// </summary>
    IAsyncEnumerable<Presence> PresenceAsync(GeoArea area, Instant from, Instant to, VehicleId? startAt, CancellationToken cancellation);
}

/// <summary>Part of history cannot be read now: a partition changes hands, or its owner does not answer. Asking again in some seconds helps.</summary>
internal sealed class TrackHistoryException(string message, Exception? cause = null) : UnavailableException(message, cause);
