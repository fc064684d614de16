using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Kafka;
using HazmatTrack.Tracker.Partitions;
using Microsoft.Extensions.Time.Testing;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class KafkaTopicLookupTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TestClient> _opened = [];

    [Fact]
    public async Task A_client_that_never_answers_is_given_up_and_a_new_one_is_asked()
    {
        using var lookup = new KafkaTopicLookup(Open, new(8, "first"), 3, (_, _) => Task.FromResult(4L), _time);
        var asked = lookup.AskAsync(TestContext.Current.CancellationToken);
        var marks = lookup.MarksAsync(2, TestContext.Current.CancellationToken);
        var waitsForItsTurn = lookup.AskAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(ErrorCode.Local_TimedOut, (await Assert.ThrowsAsync<KafkaException>(() => asked)).Error.Code);
        Assert.Equal(ErrorCode.Local_TimedOut, (await Assert.ThrowsAsync<KafkaException>(() => marks)).Error.Code);
        Assert.Equal(new(12, 4), await waitsForItsTurn);
        await _opened[0].Closed.Task;
        Assert.Single(_opened, o => !o.Closed.Task.IsCompleted);
    }

    /// <summary>The first never answers; those after it do.</summary>
    private TestClient Open()
    {
        _opened.Add(new(isSilent: _opened.Count == 0));
        return _opened[^1];
    }

    private sealed class TestClient(bool isSilent) : ITopicClient
    {
        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TopicInfo> DescribeAsync() => isSilent ? new TaskCompletionSource<TopicInfo>().Task : Task.FromResult(new TopicInfo(12, "second"));

        public Task<long> OffsetAsync(int partition, OffsetSpec which) => isSilent ? new TaskCompletionSource<long>().Task : Task.FromResult(0L);

        public void Dispose() => Closed.TrySetResult();
    }
}
