using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Server.Watching;
using HazmatTrack.Storage;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Prometheus;

namespace HazmatTrack.Server.Tests.Watching;

/// <summary>What a tracker shows of the database where it is PostgreSQL.</summary>
public sealed class PostgresWatchTests
{
    private const string Size = "hazmattrack_database_bytes";
    private const string Failing = "hazmattrack_database_archive_failing";
    private const string Archived = "hazmattrack_database_archived_timestamp_seconds";

    private readonly FakeTimeProvider _time = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_server_that_archives_nothing_the_size_alone_is_shown()
    {
        await Watch(() => new(4_000_000, null)).ShowAsync(Stop);
        Assert.Equal(4_000_000, Assert.Single(await ValuesAsync(Size)));
        Assert.Empty(await ValuesAsync(Failing));
        Assert.Empty(await ValuesAsync(Archived));
    }

    [Fact]
    public async Task Before_the_first_answer_nothing_is_shown()
    {
        var watch = Watch(() => throw new NpgsqlException());
        await Assert.ThrowsAsync<NpgsqlException>(() => watch.ShowAsync(Stop));
        foreach (var metric in (string[])[Size, Failing, Archived])
        {
            Assert.Empty(await ValuesAsync(metric));
        }
    }

    [Theory]
    [InlineData(null, null, 0.0, 500.0)]
    [InlineData(700L, null, 0.0, 700.0)]
    [InlineData(700L, 699L, 0.0, 700.0)]
    [InlineData(700L, 701L, 1.0, 700.0)]
    [InlineData(null, 501L, 1.0, 500.0)]
    public async Task Archiving_fails_from_a_failed_attempt_until_a_file_is_archived(long? archived, long? failed, double failing, double noneSince)
    {
        await Watch(() => new(1, new(At(archived), At(failed), Instant.FromSeconds(500)))).ShowAsync(Stop);
        Assert.Equal(failing, Assert.Single(await ValuesAsync(Failing)));
        Assert.Equal(noneSince, Assert.Single(await ValuesAsync(Archived)));
    }

    [Fact]
    public async Task The_server_is_asked_once_a_minute_and_what_it_no_longer_has_is_no_longer_shown()
    {
        var times = 0;
        PostgresArchive? archive = new(null, Instant.FromSeconds(600), Instant.FromSeconds(500));
        var watch = Watch(() =>
        {
            times++;
            return new(1, archive);
        });
        await watch.ShowAsync(Stop);
        archive = null;
        _time.Advance(TimeSpan.FromSeconds(59));
        await watch.ShowAsync(Stop);
        Assert.Equal(1, times);
        Assert.Equal(1, Assert.Single(await ValuesAsync(Failing)));

        _time.Advance(TimeSpan.FromSeconds(1));
        await watch.ShowAsync(Stop);
        Assert.Equal(2, times);
        Assert.Empty(await ValuesAsync(Failing));
        Assert.Empty(await ValuesAsync(Archived));
    }

    private static Instant? At(long? seconds) => seconds is { } known ? Instant.FromSeconds(known) : null;

    private PostgresWatch Watch(Func<PostgresState> read) => new(_ => Task.FromResult(read()), Prometheus.Metrics.WithCustomRegistry(_registry), _time);

    /// <summary>The series of a metric that are shown; none where it is absent.</summary>
    private async Task<double[]> ValuesAsync(string metric) => (await Counters.LinesAsync(_registry))
        .Where(l => l.StartsWith(metric + " ", StringComparison.Ordinal))
        .Select(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)).ToArray();
}
