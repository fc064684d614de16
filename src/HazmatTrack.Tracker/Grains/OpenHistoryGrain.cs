using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks.Passes;
using HazmatTrack.Domain.Tracks.Segments;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Tracker.Sessions;

namespace HazmatTrack.Tracker.Grains;

/// <inheritdoc cref="IOpenHistoryGrain"/>
[SiloKeyPlacement]
internal sealed class OpenHistoryGrain(PartitionSessions sessions, PositionLog topics) : Grain, IOpenHistoryGrain
{
    private static readonly SegmentSettings s_settings = SegmentSettings.Default;

    public ValueTask<Contracts.Tracking.OpenHistory> OfVehicleAsync(VehicleId vehicle) => ValueTask.FromResult(Answer(session =>
        session.History.OpenPoints(vehicle) is { Count: > 0 } points ? [new(vehicle, points)] : []));

    public ValueTask<Contracts.Tracking.OpenHistory> WithinAsync(GeoArea area, Instant from, Instant to) => ValueTask.FromResult(Answer(session =>
        session.History.OpenVehicles()
            .Select(v => new OpenVehicle(v, [.. session.History.OpenPoints(v).Where(p => p.Time >= from && p.Time <= to)]))
            .Where(v => v.Points.Count > 0
                && (AreaTouch.IsPossible(v.Points, area.Widened(s_settings.FixError), s_settings) || MayComeFromSealed(session.History, v, area)))));

    /// <summary>Whether the segment from the vehicle's last sealed point, which is not known here, to its first open one may touch an area.</summary>
    private static bool MayComeFromSealed(IHistoryPartition history, OpenVehicle vehicle, GeoArea area) =>
        vehicle.Points.FirstOrDefault(p => p.IsPosition) is { IsPosition: true } first
        && history.SealedTo(vehicle.Vehicle) is { } end && first.Time - end <= s_settings.DarkGap
        && area.Widened(s_settings.Reach(first.Time - end) + s_settings.FixError).BoxMeets(first.Position, first.Position);

    private Contracts.Tracking.OpenHistory Answer(Func<PartitionSession, IEnumerable<OpenVehicle>> of)
    {
        var (partitions, vehicles) = (new List<int>(), new List<OpenVehicle>());
        foreach (var session in sessions.Open)
        {
            vehicles.AddRange(of(session));

            // A partition that was lost meanwhile is left out of the answer: its points may be with the next owner.
            if (session.IsOpen)
            {
                partitions.Add(session.Partition);
            }
        }

        return new() { Partitions = partitions, Vehicles = vehicles, PartitionCount = topics.PositionPartitions };
    }
}
