using System.Collections.Concurrent;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Keeps the packed states and deadlines of vehicles, and nothing else.</summary>
internal sealed class HotBlobs : IHotState
{
    private readonly Dictionary<VehicleId, ReadOnlyMemory<byte>> _blobs = [];
    private readonly Dictionary<VehicleId, HotDue> _dues = [];

    /// <summary>Whether it may be believed.</summary>
    public bool IsWhole { private get; set; }

    /// <summary>The partitions that are not whole any more.</summary>
    public ConcurrentBag<int> Forgotten { get; } = [];

    /// <summary>Changes a bit of a vehicle's packed state.</summary>
    public void Damage(VehicleId vehicle)
    {
        var bytes = _blobs[vehicle].ToArray();
        bytes[bytes.Length / 2] ^= 4;
        _blobs[vehicle] = bytes;
    }

    /// <summary>What the next write fails with, before anything is written, or after all of it is.</summary>
    public (Exception? Before, Exception? After) Fails { get; set; }

    public Task WriteAsync(IReadOnlyList<HotStateEntry> vehicles, CancellationToken cancellation)
    {
        var (before, after) = Fails;
        Fails = default;
        if (before is not null)
        {
            throw before;
        }

        foreach (var vehicle in vehicles.Where(v => !v.Blob.IsEmpty))
        {
            _blobs[vehicle.Vehicle] = vehicle.Blob.ToArray();
        }

        foreach (var vehicle in vehicles)
        {
            if (vehicle.Due is { } due)
            {
                _dues[vehicle.Vehicle] = due;
            }
            else if (vehicle.IsDueGone)
            {
                _dues.Remove(vehicle.Vehicle);
            }
        }

        return after is null ? Task.CompletedTask : Task.FromException(after);
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>?>>(
            [.. vehicles.Select(v => _blobs.TryGetValue(v, out var blob) ? blob : (ReadOnlyMemory<byte>?)null)]);

    public Task<IReadOnlyList<LastSeen?>> LastSeenAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LastSeen?>>(new LastSeen?[vehicles.Count]);

    public Task<IReadOnlyList<LastSeen>> InProvinceAsync(ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LastSeen>>([]);

    public Task<IReadOnlyList<LastSeen>> ListAsync(IEnumerable<ProvinceCode> provinces, VehicleId? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LastSeen>>([]);

    public Task<IReadOnlyList<LastSeen>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<LastSeen>>([]);

    public Task<IReadOnlyList<(VehicleId Vehicle, HotDue Due)>> DuesAsync(PartSet parts, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(VehicleId, HotDue)>>([.. _dues.Where(d => parts.Contains(HotParts.PartOf(d.Key))).Select(d => (d.Key, d.Value))]);

    public Task<HotCompleteness> LookAsync(PartSet parts, CancellationToken cancellation) =>
        Task.FromResult(IsWhole ? HotCompleteness.Complete : HotCompleteness.Empty);

    public Task MarkCompleteAsync(int partition, PartSet parts, HotCompleteness seen, CancellationToken cancellation) => Task.CompletedTask;

    public Task ForgetCompleteAsync(int partition, CancellationToken cancellation)
    {
        Forgotten.Add(partition);
        return Task.CompletedTask;
    }
}
