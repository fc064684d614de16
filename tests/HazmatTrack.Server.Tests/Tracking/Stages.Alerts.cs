using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>The alert store, which may fail once it has stored.</summary>
internal sealed partial class Stages
{
    async Task IAlertStore.ApplyAsync(IReadOnlyList<AlertChange> changes, IReadOnlyList<AlertOwner> owners, CancellationToken cancellation)
    {
        await _alerts.ApplyAsync(changes, owners, cancellation);
        AlertCalls++;
        if (FailsAfterAlerts)
        {
            FailsAfterAlerts = false;
            throw new CrashException();
        }
    }

    Task<IReadOnlyList<ActiveFinding>> IAlertStore.ActiveAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation) =>
        _alerts.ActiveAsync(vehicle, from, to, cancellation);

    Task<long> IAlertStore.ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation) =>
        _alerts.ReachAsync(vehicle, incarnation, partition, cancellation);

    Task<AlertTakeOver> IAlertStore.TakeOverAsync(long incarnation, int partition, long offset, CancellationToken cancellation) =>
        _alerts.TakeOverAsync(incarnation, partition, offset, cancellation);

    Task IAlertStore.EndLogAsync(long incarnation, int partition, long offset, CancellationToken cancellation) =>
        _alerts.EndLogAsync(incarnation, partition, offset, cancellation);

    Task<IReadOnlyList<VehicleId>> IAlertStore.BeyondEndedLogsAsync(long incarnation, CancellationToken cancellation) =>
        _alerts.BeyondEndedLogsAsync(incarnation, cancellation);

    Task IAlertStore.SettleAsync(IReadOnlyCollection<VehicleId> vehicles, long incarnation, CancellationToken cancellation) =>
        _alerts.SettleAsync(vehicles, incarnation, cancellation);
}
