using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// The newest state of every vehicle in Redis: one versioned value each, and the views the console asks for. A cache: what is missing is
/// built again from history. Every method fails where Redis cannot be asked, with the client's exception or a
/// <see cref="HotStateUnavailableException"/>; nothing is answered then.
/// </summary>
public interface IHotState
{
    /// <summary>
    /// Writes the states of a batch and moves the vehicles in the views. A vehicle is never missing from the view it belongs to; a crash
    /// in between leaves an entry too many, which reading sees through.
    /// </summary>
    Task WriteAsync(IReadOnlyList<HotStateEntry> vehicles, CancellationToken cancellation);

    /// <summary>The blobs of vehicles, in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>Where vehicles are, in the order asked, without their blobs; null where there is none.</summary>
    Task<IReadOnlyList<LastSeen?>> LastSeenAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>
    /// Vehicles whose confirmed province is this one, in order of id in UTF-8, from after <paramref name="after"/>, at most
    /// <paramref name="limit"/>: fewer only at the end.
    /// </summary>
    Task<IReadOnlyList<LastSeen>> InProvinceAsync(ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation);

    /// <summary>Vehicles last seen within a radius of at most <see cref="MaxRadius"/>, nearest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LastSeen>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation);

    /// <summary>The vehicles of some parts that have a deadline, of all partitions, and when.</summary>
    Task<IReadOnlyList<(VehicleId Vehicle, HotDue Due)>> DuesAsync(PartSet parts, CancellationToken cancellation);

    /// <summary>
    /// Asks in which life each of some parts is – another after a flush, a restart (which may bring an older snapshot back), a fail-over, or a key that was
    /// evicted – and for which partitions it is whole in it. A part whose server does not answer, or may evict keys, is not known, and no other suffers.
    /// </summary>
    Task<HotCompleteness> LookAsync(PartSet parts, CancellationToken cancellation);

    /// <summary>Says that every known vehicle of a partition has been written to some parts since they were looked at.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="parts">Of those that were known then.</param>
    /// <param name="seen">What was seen before the first of the vehicles was written.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task MarkCompleteAsync(int partition, PartSet parts, HotCompleteness seen, CancellationToken cancellation);

    /// <summary>Says that a partition may have vehicles that are not written, as when some have come from other partitions.</summary>
    Task ForgetCompleteAsync(int partition, CancellationToken cancellation);

    /// <summary>The widest circle that is searched.</summary>
    static readonly Distance MaxRadius = Distance.FromKilometres(200);
}
