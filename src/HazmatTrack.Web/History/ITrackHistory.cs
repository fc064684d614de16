using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;

namespace HazmatTrack.Web.History;

/// <summary>
/// History as readers see it: sealed points from the store and open points from the partition owners, merged. The owners are asked first; where one does not
/// answer, its vehicles lack their open points, and a reader that goes on must say so (<see cref="OpenPart.IsWhole"/>): a partial answer would look complete.
/// </summary>
internal interface ITrackHistory
{
    /// <summary>A vehicle's open points.</summary>
    Task<OpenPart> OpenOfAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>The newest event time of a vehicle's sealed points; null where none is sealed.</summary>
    Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>A vehicle's positions with event time in [<paramref name="from"/>, <paramref name="to"/>), in order of time, each time once.</summary>
    /// <param name="open">Its open points, asked for before.</param>
    /// <exception cref="DamagedHistoryException">Some of the positions are stored but cannot be read.</exception>
    IAsyncEnumerable<PositionReport> ReadAsync(VehicleId vehicle, Instant from, Instant to, OpenPart open, CancellationToken cancellation);

    /// <summary>The known stretches of all vehicles within a time that are stored but cannot be read.</summary>
    Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation);

    /// <summary>Whether a report was ever stored under exactly this vehicle id.</summary>
    Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation);

    /// <summary>The open points that a search for presence needs.</summary>
    Task<OpenPart> OpenWithinAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation);

    /// <summary>
    /// The passes of vehicles through an area within [<paramref name="from"/>, <paramref name="to"/>), in order of vehicle and time, from the
    /// vehicle <paramref name="startAt"/> on, or from the first.
    /// </summary>
    /// <param name="open">What the owners have for this search, asked for before.</param>
    IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, VehicleId? startAt, OpenPart open, CancellationToken cancellation);
}

internal static class TrackHistoryReading
{
    /// <summary>A vehicle's positions with event time in [<paramref name="from"/>, <paramref name="to"/>), where nothing may be missing.</summary>
    /// <exception cref="DamagedHistoryException">Some of the positions are stored but cannot be read.</exception>
    /// <exception cref="TrackHistoryException">The owner does not answer.</exception>
    public static async IAsyncEnumerable<PositionReport> ReadAsync(
        this ITrackHistory history, VehicleId vehicle, Instant from, Instant to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var open = (await history.OpenOfAsync(vehicle, cancellation)).EnsureWhole();
        await foreach (var report in history.ReadAsync(vehicle, from, to, open, cancellation))
        {
            yield return report;
        }
    }
}

/// <summary>
/// Part of history is temporarily unavailable: a partition is moving to another owner, or its owner does not answer. A retry after some seconds
/// helps.
/// </summary>
internal sealed class TrackHistoryException(string message, Exception? cause = null) : UnavailableException(message, cause);
