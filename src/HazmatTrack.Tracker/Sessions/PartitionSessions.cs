using System.Collections.Concurrent;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>The partitions that this silo owns now, for readers of the data that is open in them.</summary>
internal sealed class PartitionSessions
{
    private readonly ConcurrentDictionary<int, PartitionSession> _sessions = [];

    /// <summary>The sessions whose history is open.</summary>
    public IReadOnlyList<PartitionSession> Open => [.. _sessions.Values.Where(s => s.IsOpen).OrderBy(s => s.Partition)];

    public IReadOnlyCollection<PartitionSession> All => [.. _sessions.Values];

    public PartitionSession? Find(int partition) => _sessions.GetValueOrDefault(partition);

    public void Add(PartitionSession session) => _sessions[session.Partition] = session;

    public void Remove(PartitionSession session) => _sessions.TryRemove(new(session.Partition, session));
}
