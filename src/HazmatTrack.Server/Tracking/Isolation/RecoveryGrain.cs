using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking.OpenHistory;
using HazmatTrack.Storage;

namespace HazmatTrack.Server.Tracking.Isolation;

/// <inheritdoc cref="IRecoveryGrain"/>
[SiloKeyPlacement]
internal sealed class RecoveryGrain(PartitionSessions sessions, TrackingService tracking, Topics topics) : Grain, IRecoveryGrain
{
    public async ValueTask<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss)
    {
        var home = topics.HomeOf(vehicle);
        var session = sessions.Open.FirstOrDefault(s => s.IsSetAside(vehicle)) ?? sessions.Open.FirstOrDefault(s => s.Partition == home);
        if (session is null)
        {
            return false;
        }

        try
        {
            var note = await session.History.ReleaseAsync(vehicle, from, acceptsLoss, session.Gone);
            session.Release(vehicle, note);
        }
        catch (Exception e) when (e is FencedException or OperationCanceledException)
        {
            return false;
        }

        // Its state is loaded and its note worked off now, and not with its next report, which may never come.
        _ = tracking.RefreshAsync(session, [vehicle]);
        return true;
    }
}
