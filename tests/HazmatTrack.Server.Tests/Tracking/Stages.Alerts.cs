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

    /// <summary>How often the active alerts of a vehicle were read.</summary>
    public int ActiveCalls { get; private set; }

    /// <summary>The store of alerts itself.</summary>
    public AlertStore AlertsThemselves => _alerts;

    /// <summary>Sets the number of partitions that the topic has from the next start on.</summary>
    public void Grow(int partitions) => _topic.State = _topic.State with { Partitions = partitions };

    /// <summary>The partition's session.</summary>
    public HazmatTrack.Tracker.Sessions.PartitionSession SessionNow => Now.Session;

    Task<IReadOnlyList<ActiveFinding>> IAlertStore.ActiveAsync(VehicleId vehicle, Instant from, Instant to, CancellationToken cancellation)
    {
        ActiveCalls++;
        return _alerts.ActiveAsync(vehicle, from, to, cancellation);
    }

    Task<long> IAlertStore.ReachAsync(VehicleId vehicle, long incarnation, int partition, CancellationToken cancellation) =>
        _alerts.ReachAsync(vehicle, incarnation, partition, cancellation);

    Task<AlertTakeOver> IAlertStore.TakeOverAsync(long incarnation, int partition, long offset, CancellationToken cancellation) =>
        _alerts.TakeOverAsync(incarnation, partition, offset, cancellation);

    /// <summary>The program is the one before: it neither ends logs nor asks what rests on them.</summary>
    public bool IsProgramBefore { private get; set; }

    Task IAlertStore.EndLogAsync(long incarnation, int partition, long offset, CancellationToken cancellation) =>
        IsProgramBefore ? Task.CompletedTask : _alerts.EndLogAsync(incarnation, partition, offset, cancellation);

    Task IAlertStore.LoseRecordsAsync(long incarnation, int partition, long after, long before, CancellationToken cancellation) =>
        _alerts.LoseRecordsAsync(incarnation, partition, after, before, cancellation);

    Task<IReadOnlyDictionary<VehicleId, Instant>> IAlertStore.BeyondEndedLogsAsync(CancellationToken cancellation) => IsProgramBefore
        ? Task.FromResult<IReadOnlyDictionary<VehicleId, Instant>>(new Dictionary<VehicleId, Instant>()) : _alerts.BeyondEndedLogsAsync(cancellation);

    Task IAlertStore.SettleAsync(IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation) => _alerts.SettleAsync(vehicles, cancellation);
}
