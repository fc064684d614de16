using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Storage.History;
using HazmatTrack.Tracker.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking;

public sealed class PartitionSessionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-session-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    /// <summary>What it holds of late reports would count for ever, and those of the other partitions would be merged one by one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_partition_that_is_given_up_lets_go_of_its_history(bool isStillOpening)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var history = await HistoryStore.OpenAsync(new() { File = Path.Combine(_folder.FullName, "history.db") }, new FakeTimeProvider(), stop);
        var opened = await history.OpenAsync(0, stop);
        var (begun, opening) = (new TaskCompletionSource(), new TaskCompletionSource<IHistoryPartition>());
        using var session = new PartitionSession(
            0,
            (_, _) =>
            {
                begun.SetResult();
                return opening.Task;
            },
            v => new(v, null!));
        await begun.Task;
        if (!isStillOpening)
        {
            opening.SetResult(opened);
            await session.Opening;
        }

        session.Drop();
        opening.TrySetResult(opened);
        await session.Closing;
        await Assert.ThrowsAsync<FencedException>(() => opened.AppendAsync(new(7, 0, 0, []), stop));
        Assert.False(session.IsOpen);
        Assert.False(opened.Knows(new("苏E10001", PlateColour.Yellow)));
    }
}
