using Confluent.Kafka;
using HazmatTrack.Tracker.Intake;
using HazmatTrack.Tracker.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class OffsetCommitterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TrackingHealth _health = new(TimeProvider.System);
    private readonly List<(int Partition, long Next)[]> _tries = [];
    private readonly OffsetCommitter _commits;
    private Func<bool> _answer = () => true;

    public OffsetCommitterTests()
    {
        _health.Reads();
        _commits = new(Commit, _health, new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())), _time, NullLogger.Instance);
        _time.Advance(TimeSpan.FromMinutes(1));

        bool Commit(IEnumerable<(int Partition, long Next)> offsets)
        {
            _tries.Add([.. offsets]);
            return _answer();
        }
    }

    [Fact]
    public void What_was_refused_is_committed_later_though_no_more_was_read()
    {
        _answer = () => false;
        _commits.Stored(3, 100);
        _commits.Commit(now: false);
        _answer = () => true;
        _time.Advance(TimeSpan.FromSeconds(1));
        _commits.Commit(now: false);
        _time.Advance(TimeSpan.FromSeconds(1));
        _commits.Commit(now: false);
        Assert.Equal([[(3, 100)], [(3, 100)]], _tries);
    }

    [Fact]
    public async Task What_the_broker_did_not_take_stays_and_readiness_says_so_until_it_has()
    {
        _answer = () => throw new KafkaException(Confluent.Kafka.ErrorCode.Local_Transport);
        _commits.Stored(3, 100);
        _commits.Commit(now: false);
        Assert.Equal(HealthStatus.Degraded, (await _health.CheckHealthAsync(new())).Status);
        _answer = () => true;
        _commits.Stored(3, 120);
        _commits.Commit(now: true);
        Assert.Equal(HealthStatus.Healthy, (await _health.CheckHealthAsync(new())).Status);
        Assert.Equal([[(3, 100)], [(3, 120)]], _tries);
    }

    [Fact]
    public void Commits_wait_for_their_time_unless_a_partition_is_to_go()
    {
        _commits.Stored(1, 10);
        _commits.Commit(now: false);
        _commits.Stored(1, 20);
        _commits.Commit(now: false);
        Assert.Single(_tries);
        _commits.Commit(now: true);
        Assert.Equal([[(1, 10)], [(1, 20)]], _tries);
    }

    [Fact]
    public void A_partition_that_is_gone_is_not_committed()
    {
        _commits.Stored(1, 10);
        _commits.Stored(2, 20);
        _commits.Forget(1);
        _commits.Commit(now: true);
        Assert.Equal([[(2, 20)]], _tries);
    }
}
