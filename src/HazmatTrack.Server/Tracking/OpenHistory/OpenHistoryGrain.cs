using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tracking.OpenHistory;

/// <inheritdoc cref="IOpenHistoryGrain"/>
[SiloKeyPlacement]
internal sealed class OpenHistoryGrain(PartitionSessions sessions) : Grain, IOpenHistoryGrain
{
    public ValueTask<Contracts.Tracking.OpenHistory> OfVehicleAsync(VehicleId vehicle) => ValueTask.FromResult(Answer(session =>
        session.History.OpenPoints(vehicle) is { Count: > 0 } points ? [new(vehicle, points)] : []));

    public ValueTask<Contracts.Tracking.OpenHistory> WithinAsync(GeoArea area, Instant from, Instant to) => ValueTask.FromResult(Answer(session =>
        session.History.OpenVehicles()
            .Select(v => new OpenVehicle(v, [.. session.History.OpenPoints(v).Where(p => p.IsPosition && p.Time >= from && p.Time <= to && area.Contains(p.Position))]))
            .Where(v => v.Points.Count > 0)));

    private Contracts.Tracking.OpenHistory Answer(Func<PartitionSession, IEnumerable<OpenVehicle>> of)
    {
        var (partitions, vehicles) = (new List<int>(), new List<OpenVehicle>());
        foreach (var session in sessions.Open)
        {
            vehicles.AddRange(of(session));

            // One that went in the meantime has been answered for by nobody: its points may be in the next owner's hands.
            if (session.IsOpen)
            {
                partitions.Add(session.Partition);
            }
        }

        return new() { Partitions = partitions, Vehicles = vehicles };
    }
}
