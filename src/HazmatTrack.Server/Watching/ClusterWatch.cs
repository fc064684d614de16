using HazmatTrack.Contracts.Tracking;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>The cluster as this silo sees it, and the number of partitions that somebody must read.</summary>
internal sealed class ClusterWatch(IClusterMembershipService members, PositionLog topics, IMetricFactory metrics) : IWatched
{
    private readonly Gauge _silos = metrics.CreateGauge("hazmattrack_silos_active", "Silos that this one takes for active, itself among them.");

    private readonly Gauge _partitions = metrics.CreateGauge(
        "hazmattrack_topic_partitions", "Partitions of topic positions, as this silo knows it; each is to be read by some silo.");

    public Task ShowAsync(CancellationToken cancellation)
    {
        _silos.Set(members.CurrentSnapshot.Members.Values.Count(m => m.Status == SiloStatus.Active));
        _partitions.Set(topics.PositionPartitions);
        return Task.CompletedTask;
    }
}
