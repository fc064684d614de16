using System.Globalization;
using System.Text;
using HazmatTrack.Kafka.Consuming;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>A consumer with a thread's worth of polling, and everything it saw.</summary>
internal sealed class Reader : IPartitionListener, IDisposable
{
    private readonly Dictionary<int, long> _next = [];

    public Reader(TestKafka kafka, bool useNative = true) => Consumer = kafka.Consumer(this, useNative);

    public BatchConsumer Consumer { get; }

    public HashSet<int> Owned { get; } = [];

    public List<(int Partition, long Offset, int Number)> Records { get; } = [];

    /// <summary>Records of partitions that were not owned when their batch came.</summary>
    public int Strays { get; private set; }

    public void Assigned(IReadOnlyList<int> partitions) => Owned.UnionWith(partitions);

    /// <summary>Commits what was read, as the pipeline does before it lets go.</summary>
    public void Revoked(IReadOnlyList<int> partitions)
    {
        Commit();
        Forget(partitions);
    }

    public void Lost(IReadOnlyList<int> partitions) => Forget(partitions);

    public int Poll(int milliseconds = 50)
    {
        using var batch = Consumer.Poll(TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 0; i < batch.Count; i++)
        {
            var record = batch[i];
            Strays += Owned.Contains(record.Partition) ? 0 : 1;
            Assert.Equal($"k{record.Partition}", Encoding.UTF8.GetString(record.Key));
            Records.Add((record.Partition, record.Offset, int.Parse(record.Value, NumberStyles.None, CultureInfo.InvariantCulture)));
            _next[record.Partition] = record.Offset + 1;
        }

        return batch.Count;
    }

    public bool Commit() => _next.Count == 0 || Consumer.Commit(_next.Select(n => (n.Key, n.Value)));

    /// <summary>Polls until the outcome is there; fails with what was seen when it does not come.</summary>
    public void PollUntil(Func<bool> outcome, string what, params Reader[] others)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!outcome())
        {
            Poll();
            foreach (var other in others)
            {
                other.Poll();
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60),
                $"{what}: not after 60 s; {Records.Count} records, partitions {string.Join(',', Owned)}.");
        }
    }

    public void Dispose() => Consumer.Dispose();

    private void Forget(IReadOnlyList<int> partitions)
    {
        Owned.ExceptWith(partitions);
        foreach (var partition in partitions)
        {
            _next.Remove(partition);
        }
    }
}
