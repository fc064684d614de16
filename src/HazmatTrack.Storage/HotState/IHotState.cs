using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// The newest state of every vehicle in Redis: one versioned value each, and the views for the console. A cache: missing values are
/// rebuilt from history. Every method fails where Redis is unavailable, with the client's exception or a
/// <see cref="HotStateUnavailableException"/>; no partial answer is returned.
/// </summary>
public interface IHotState
{
    /// <summary>
    /// Writes the states of a batch and moves the vehicles in the views. A vehicle is never missing from the view it belongs to; a crash
    /// in between leaves a surplus entry, which reads filter out.
    /// </summary>
    Task WriteAsync(IReadOnlyList<HotStateEntry> vehicles, CancellationToken cancellation);

    /// <summary>The blobs of vehicles, in the requested order; null where there is none.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>Where vehicles were last seen, in the requested order, without their blobs; null where there is none.</summary>
    Task<IReadOnlyList<LastSeen?>> LastSeenAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation);

    /// <summary>
    /// Vehicles whose confirmed province is this one, in order of id in UTF-8, from after <paramref name="after"/>, at most
    /// <paramref name="limit"/>: fewer only at the end.
    /// </summary>
    Task<IReadOnlyList<LastSeen>> InProvinceAsync(ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Vehicles whose confirmed province is one of these, in a permanent order, which is that of no province, from after <paramref name="after"/>, at most
    /// <paramref name="limit"/>: fewer only at the end. A vehicle that moves between the provinces meanwhile is listed once.
    /// </summary>
    Task<IReadOnlyList<LastSeen>> ListAsync(IEnumerable<ProvinceCode> provinces, VehicleId? after, int limit, CancellationToken cancellation);

    /// <summary>Vehicles last seen within a radius of at most <see cref="MaxRadius"/>, nearest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LastSeen>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation);

    /// <summary>The vehicles of some parts that have a deadline, of all partitions, and the deadlines.</summary>
    Task<IReadOnlyList<(VehicleId Vehicle, HotDue Due)>> DuesAsync(PartSet parts, CancellationToken cancellation);

    /// <summary>
    /// Reads the life of each of some parts – a new one after a flush, a restart (which may restore an older snapshot), a fail-over, or an eviction –
    /// and for which partitions it is complete in it. A part whose server does not answer, or may evict keys, is unknown, without effect on others.
    /// </summary>
    Task<HotCompleteness> LookAsync(PartSet parts, CancellationToken cancellation);

    /// <summary>Records that every known vehicle of a partition has been written to some parts since they were read.</summary>
    /// <param name="parts">The parts, of those that were known then.</param>
    /// <param name="seen">The completeness that was read before the first of the vehicles was written.</param>
    Task MarkCompleteAsync(int partition, PartSet parts, HotCompleteness seen, CancellationToken cancellation);

    /// <summary>Records that a partition may have vehicles that are not written, as when some have moved from other partitions.</summary>
    Task ForgetCompleteAsync(int partition, CancellationToken cancellation);

    /// <summary>The largest search radius.</summary>
    static readonly Distance MaxRadius = Distance.FromKilometres(200);
}
