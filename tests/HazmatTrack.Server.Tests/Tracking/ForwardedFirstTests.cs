using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>A batch with records of another partition, which must be in that one before history says that this one is read so far.</summary>
public sealed class ForwardedFirstTests : IDisposable
{
    private static readonly VehicleId s_truck = VehicleId.Parse("苏A12345_2");
    private static readonly FakeTimeProvider s_clock = new(new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_report_that_could_not_be_sent_on_is_not_counted_as_read()
    {
        await using var stages = await Stages.OpenAsync(_folder, s_clock);
        var batch = await stages.JudgeAsync(0, [(s_truck, new()
        {
            Time = Instant.From(s_clock.GetUtcNow()), Position = new(31_900_000, 118_000_000), Status = Domain.Tracks.ReportStatus.Fixed,
        })]);

        // As where the silo ends here: the partition's vehicles may have moved by the time that it is read again, and nobody sends it on then.
        batch.Forwarded = Task.FromException(new IOException("The broker went away."));
        await Assert.ThrowsAsync<IOException>(() => stages.StoreAsync(batch));
        Assert.Empty(await stages.StoredAsync(s_truck));
    }
}
