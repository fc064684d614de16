using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Grains;

/// <inheritdoc cref="IRecoveryGrain"/>
[SiloKeyPlacement]
internal sealed class RecoveryGrain(PartitionSessions sessions, TrackingService tracking) : Grain, IRecoveryGrain
{
    public async ValueTask<bool> JudgeAgainAsync(VehicleId vehicle, Instant? from, bool acceptsLoss)
    {
        var session = sessions.Open.FirstOrDefault(s => s.IsSetAside(vehicle)) ?? sessions.Open.FirstOrDefault(s => s.Owns(vehicle));
        if (session is null or { Moving: not null })
        {
            return false;
        }

        try
        {
            var note = await session.History.ReleaseAsync(vehicle, from, acceptsLoss, session.Gone);
            if (note is null && (session.Moving is not null || !session.Owns(vehicle)))
            {
                // The vehicle has moved to another partition meanwhile, and its quarantine with it.
                return false;
            }

            session.Release(vehicle, note);
        }
        catch (Exception e) when (e is FencedException or OperationCanceledException)
        {
            return false;
        }

        // The vehicle's state is loaded and its note processed now rather than with its next report, which may never come.
        _ = tracking.RefreshAsync(session, [vehicle]);
        return true;
    }
}
