using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Web.History;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>A history that knows no vehicle.</summary>
internal sealed class NoHistory : ITrackHistory
{
    public Task<OpenPart> OpenOfAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult(new OpenPart([], []));

    public Task<OpenPart> OpenWithinAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation) => Task.FromResult(new OpenPart([], []));

    public Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult<Instant?>(null);

    public IAsyncEnumerable<PositionReport> ReadAsync(VehicleId vehicle, Instant from, Instant to, OpenPart open, CancellationToken cancellation) =>
        AsyncEnumerable.Empty<PositionReport>();

    public Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<DamagedStretch>>([]);

    public Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult(false);

    public IAsyncEnumerable<Presence> PresenceAsync(
        GeoArea area, Instant from, Instant to, VehicleId? startAt, OpenPart open, CancellationToken cancellation) =>
        AsyncEnumerable.Empty<Presence>();
}
