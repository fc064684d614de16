using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Log;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using static HazmatTrack.Storage.Tests.Registry.SomeDocuments;
using SomeAlerts = HazmatTrack.Testing.Alerts.SomeAlerts;
using SomeHistory = HazmatTrack.Storage.Tests.History.Some;

namespace HazmatTrack.Storage.Tests;

/// <summary>A silo that stands still in the middle of a transaction, in each kind of transaction there is.</summary>
public sealed class FrozenSiloTests
{
    /// <summary>PostgreSQL ends its transaction after 10 s; without that the others would wait for as long as it stands.</summary>
    private static readonly TimeSpan s_letGo = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task The_other_silos_go_on_wherever_one_stands_still() => await Task.WhenAll(
        FreezeAsync("pg_advisory_xact_lock(", OpenAlertsAsync, OpenAlertsAsync),
        FreezeAsync("insert into position_logs", NumberLogAsync, NumberLogAsync),
        FreezeAsync("update registry_counter", FileAsync, FileAsync),
        FreezeAsync("from alert_counter for update", RaiseAsync, RaiseAsync),
        FreezeAsync("insert into alert_relay", TakeRelayAsync, TakeRelayAsync),
        FreezeAsync("update alert_relay set last", AdvanceRelayAsync, AdvanceRelayAsync),
        FreezeAsync("update alert_relay set until", LeaveRelayAsync, LeaveRelayAsync),
        FreezeAsync("update history_owner", AppendAsync, AppendAsync),
        FreezeAsync("attach partition", PrepareAsync, PrepareAsync));

    /// <summary>Has one silo stand still after a statement, and answers when another has got through.</summary>
    private static async Task FreezeAsync(string statement, Func<string, Task> frozen, Func<string, Task> other)
    {
        var database = await Servers.NewPostgresDatabaseAsync();
        await (await AlertStore.OpenPostgresAsync(database, default)).DisposeAsync();
        await using var proxy = new FreezingProxy(database, statement);
        var standing = frozen(proxy.ConnectionString);
        await proxy.Frozen.WaitAsync(s_letGo);
        try
        {
            await other(database).WaitAsync(s_letGo);
        }
        catch (Exception e)
        {
            Assert.Fail($"A silo that stands still after '{statement}' holds the others up: {e}");
        }

        Assert.False(standing.IsCompletedSuccessfully, $"Nothing stood still after '{statement}'.");
    }

    private static async Task OpenAlertsAsync(string database) => await (await AlertStore.OpenPostgresAsync(database, default)).DisposeAsync();

    private static Task NumberLogAsync(string database) => LogIncarnations.IncarnationAsync(database, "", "topic positions", default);

    private static async Task FileAsync(string database)
    {
        await using var registry = RegistryStore.Postgres(database, TimeProvider.System);
        await registry.FileNewAsync(DocumentKinds.Permit, Permit("P1"), "张三", default);
    }

    private static async Task RaiseAsync(string database)
    {
        await using var alerts = await AlertStore.OpenPostgresAsync(database, default);
        await alerts.ApplyAsync([SomeAlerts.Raise()], [], default);
    }

    private static async Task TakeRelayAsync(string database)
    {
        await using var alerts = await AlertStore.OpenPostgresAsync(database, default);
        await alerts.TakeRelayAsync("alerts", database, new(0), new(1000), default);
    }

    private static async Task AdvanceRelayAsync(string database)
    {
        await using var alerts = await AlertStore.OpenPostgresAsync(database, default);
        await alerts.TakeRelayAsync("alerts", "one", new(0), new(1000), default);
        await alerts.AdvanceRelayAsync("alerts", "one", 0, new(2000), default);
    }

    private static async Task LeaveRelayAsync(string database)
    {
        await using var alerts = await AlertStore.OpenPostgresAsync(database, default);
        await alerts.TakeRelayAsync("alerts", "one", new(0), new(1000), default);
        await alerts.LeaveRelayAsync("alerts", "one", default);
    }

    private static async Task AppendAsync(string database)
    {
        await using var history = await HistoryStore.OpenAsync(new() { Postgres = database }, TimeProvider.System, default);
        var partition = await history.OpenAsync(0, default);
        await partition.AppendAsync(new(7, 0, 9, [new(SomeHistory.Vehicle(1), new[] { SomeHistory.Report(0) }, null, default)]), default);
    }

    private static async Task PrepareAsync(string database)
    {
        await using var history = await HistoryStore.OpenAsync(new() { Postgres = database }, TimeProvider.System, default);
        while (true)
        {
            try
            {
                await history.PrepareAsync(default);
                return;
            }
            catch (Npgsql.PostgresException e) when (e.SqlState == Npgsql.PostgresErrorCodes.LockNotAvailable)
            {
                // It waits for a moment only, and is tried again.
            }
        }
    }
}
