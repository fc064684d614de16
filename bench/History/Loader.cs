using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Bench.History;

/// <summary>Batches as the pipeline appends them: every truck with the same number of points, spread over partitions.</summary>
internal sealed class Loader(Fleet fleet, int pointsPerTruck, int partitions)
{
    private const int CheckpointBytes = 200;
    private readonly byte[] _checkpoint = MakeCheckpoint();
    private readonly Dictionary<int, Instant> _base = [];
    private long _offset;

    public async Task<IHistoryPartition[]> OpenAsync(HistoryStore store)
    {
        var opened = new IHistoryPartition[partitions];
        for (var p = 0; p < partitions; p++)
        {
            opened[p] = await store.OpenAsync(p, default);
        }

        return opened;
    }

    public PartitionBatch[] Batch(IHistoryPartition[] to)
    {
        var tracks = new List<TrackAppend>[partitions];
        for (var p = 0; p < partitions; p++)
        {
            tracks[p] = [];
        }

        for (var truck = 0; truck < fleet.Vehicles.Length; truck++)
        {
            var points = new PositionReport[pointsPerTruck];
            for (var i = 0; i < points.Length; i++)
            {
                points[i] = fleet.Next(truck);
            }

            Instant? tailBase = _base.TryGetValue(truck, out var held) ? held : null;
            tracks[truck % partitions].Add(new(fleet.Vehicles[truck], points, tailBase, _checkpoint));
            _base[truck] = points[^1].Time - TimeSpan.FromSeconds(1);
        }

        var first = _offset;
        _offset += fleet.Vehicles.Length * pointsPerTruck;
        return [.. to.Select((p, i) => new PartitionBatch(p, new(1, first, _offset - 1, tracks[i])))];
    }

    /// <summary>Bytes that compress as badly as a packed state does.</summary>
    private static byte[] MakeCheckpoint()
    {
        var bytes = new byte[CheckpointBytes];
        new Random(3).NextBytes(bytes);
        return bytes;
    }
}
