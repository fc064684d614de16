using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>Forgets everything at once.</summary>
internal sealed class NoHotState : IHotState
{
    public Task WriteAsync(IReadOnlyList<HotVehicle> vehicles, CancellationToken cancellation) => Task.CompletedTask;

    public Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>?>>(new ReadOnlyMemory<byte>?[vehicles.Count]);

    public Task<IReadOnlyList<VehicleSight?>> SightAsync(IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<VehicleSight?>>(new VehicleSight?[vehicles.Count]);

    public Task<IReadOnlyList<VehicleSight>> InProvinceAsync(ProvinceCode province, VehicleId? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<VehicleSight>>([]);

    public Task<IReadOnlyList<VehicleSight>> NearAsync(GeoPoint centre, Distance radius, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<VehicleSight>>([]);

    public Task<string> LifeAsync(CancellationToken cancellation) => Task.FromResult("none");

    public Task<bool> IsWholeAsync(int partition, string life, CancellationToken cancellation) => Task.FromResult(false);

    public Task MarkWholeAsync(int partition, string life, CancellationToken cancellation) => Task.CompletedTask;
}
