using HazmatTrack.Storage.Access;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Access;

public sealed class PostgresAccessTests : AccessStoreSuite
{
    private string? _database;

    [Fact]
    public async Task A_change_of_another_process_is_signalled_when_it_is_committed()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await one.UpgradeAsync(default);
        using var stop = new CancellationTokenSource();
        var signals = 0;
        var listening = two.ListenAsync(() => Interlocked.Increment(ref signals), stop.Token);
        await Testing.Eventually.BecomesTrueAsync(() => signals == 1, "it listens");
        await one.CreateSessionAsync(SomeAccess.Secret().Id, SomeAccess.Person(), TimeSpan.FromHours(1), default);
        await Testing.Eventually.BecomesTrueAsync(() => signals == 2, "the change is signalled");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private protected override async Task<AccessStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return AccessStore.Postgres(_database, Clock);
    }

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
