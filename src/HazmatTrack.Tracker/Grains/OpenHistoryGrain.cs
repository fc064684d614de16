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
            .Where(v => v.Points.Count > 0 && (AreaTouch.IsPossible(v.Points, area.Widened(s_settings.FixError), s_settings) || MayTouchBySealed(session.History, v, area)))));

    /// <summary>
    /// Whether a segment between one of the vehicle's sealed points, which are not known here, and an unsealed one may touch an area: a late point has
    /// sealed ones around it, and the first open one follows the last sealed one.
    /// </summary>
    private static bool MayTouchBySealed(IHistoryPartition history, OpenVehicle vehicle, GeoArea area)
    {
        if (history.SealedTo(vehicle.Vehicle) is not { } end)
        {
            return false;
        }

        foreach (var point in vehicle.Points.Where(p => p.IsPosition))
        {
            var gap = point.Time > end ? point.Time - end : s_settings.DarkGap;
            if (gap <= s_settings.DarkGap && area.Widened(s_settings.Reach(gap) + s_settings.FixError).BoxMeets(point.Position, point.Position))
            {
                return true;
            }

            if (point.Time > end)
            {
                break;
            }
        }

        return false;
    }

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
