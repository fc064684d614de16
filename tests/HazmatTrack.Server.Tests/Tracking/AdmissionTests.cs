using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.History;
using HazmatTrack.Tracker.Reading;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class AdmissionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-admission-");
    private readonly FakeTimeProvider _clock = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task A_source_that_comes_after_ten_thousand_others_of_days_before_has_a_quota_of_its_own()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var history = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, _clock, stop);
        using var session = new PartitionSession(0, (_, c) => history.OpenAsync(0, c), v => new(v, null!));
        await session.Opening;
        var admission = new Admission(
            new IngestOptions { NewVehiclesPerDay = 1 }, Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()), _clock,
            NullLogger<Admission>.Instance);
        var trucks = 0;
        for (var i = 0; i < 10_001; i++)
        {
            Assert.True(Admits($"source {i}"));
        }

        // Those beyond share one quota, as long as the others have taken something of theirs.
        Assert.False(Admits("one more"));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(Admits("another"));
        Assert.True(Admits("yet another"));
        Assert.False(Admits("another"));

        bool Admits(string source) => admission.Admits(
            session, VehicleId.Parse(string.Create(CultureInfo.InvariantCulture, $"苏A{10_000 + trucks++}_2")),
            new Headers { { PositionSender.SourceHeader, Encoding.UTF8.GetBytes(source) } });
    }
}
