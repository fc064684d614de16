using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Server.Kafka;
using HazmatTrack.Server.Tracking;
using Microsoft.Extensions.Time.Testing;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Tests.Kafka;

/// <summary>A client that loses an answer: the call does not end by itself, whatever time it was given.</summary>
public sealed class AdminCallsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_answer_that_the_client_lost_is_an_outage_that_passes_and_not_a_wait_without_end()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource<int>().Task.WithinAsync(s_patience, time);
        time.Advance(s_patience);
        Assert.False(asked.IsCompleted);
        time.Advance(s_patience);
        var lost = await Assert.ThrowsAsync<KafkaException>(() => asked);
        Assert.Equal("The brokers have not answered within 10 s.", lost.Message);
        Assert.True(TransientErrors.Include(lost));
    }

    [Fact]
    public async Task An_answer_in_time_and_an_error_in_time_are_what_they_are()
    {
        var time = new FakeTimeProvider();
        Assert.Equal(3, await Task.FromResult(3).WithinAsync(s_patience, time));
        await Task.CompletedTask.WithinAsync(s_patience, time);
        var refused = new CreateTopicsException([new() { Error = new(ErrorCode.TopicAuthorizationFailed) }]);
        Assert.Same(refused, await Assert.ThrowsAsync<CreateTopicsException>(() => Task.FromException(refused).WithinAsync(s_patience, time)));
    }
}
