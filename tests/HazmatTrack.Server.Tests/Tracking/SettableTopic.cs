using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Tracker.Partitions;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A topic as the test has it.</summary>
internal sealed class SettableTopic : ITopicLookup
{
    public TopicState State { get; set; } = new(1, 1);

    /// <summary>The first and the next offset of every partition.</summary>
    public (long Low, long High) Marks { get; set; }

    public Task<TopicState> AskAsync(CancellationToken cancellation) => Task.FromResult(State);

    public Task<(long Low, long High)> MarksAsync(int partition, CancellationToken cancellation) => Task.FromResult(Marks);
}
