using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Storage.Tests.Access;
using HazmatTrack.Storage.Tests.Registry;
using SomeHistory = HazmatTrack.Storage.Tests.History.Some;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>
/// What a database of an earlier version must keep, on either engine. The databases in <c>Version1</c> were dumped from the last program before
/// there was a list of migrations: two vehicles with reports in chunks and journal, two alerts, a permit that was withdrawn, a route and two logs.
/// </summary>
public abstract class EarlierDatabaseSuite
{
    private static readonly Instant s_ever = new(long.MaxValue / 4);

    [Fact]
    public async Task Positions_alerts_and_documents_of_the_version_before_are_all_there()
    {
        await CreateVersion1Async();
        await using var stores = await OpenAsync();
        await HistoryIsThereAsync(stores.History);
        Assert.Equal(2L, await ExecuteAsync(SchemaPart.History, "select count(*) from history_vehicle where home = 310000 and operator is null"));
        await AlertsAreThereAsync(stores.Alerts);
        Assert.Equal(2L, await ExecuteAsync(SchemaPart.Alerts, "select count(*) from alert where home = 310000 and operator is null"));
        Assert.Equal(3L, await ExecuteAsync(SchemaPart.Alerts, "select count(*) from alert_event where home = 310000 and recorded_at between 1772323260003 and 1772323500000"));

        // By this the program before refuses to start.
        Assert.Equal(3, await ExecuteAsync(SchemaPart.Alerts, "select cast(version as integer) from alert_schema") is { } v ? Convert.ToInt32(v, null) : 0);
        await DocumentsAreThereAsync(stores.Registry);
        Assert.Equal(2, await IncarnationAsync("topic positions B"));
        Assert.Equal(3, await IncarnationAsync("topic positions C"));
        await AccessIsAddedAsync(stores.Access);

        await using var again = await OpenAsync();
        Assert.Equal(3, (await again.Alerts.EventRangeAsync(default)).Last);
        Assert.Equal(1, await again.Access.RevisionAsync(default));
    }

    /// <summary>A program of the version before knows no table of access, subscriptions and dead letters, and opens the database after a rollback.</summary>
    [Fact]
    public async Task What_access_subscriptions_and_dead_letters_have_added_is_named_so_that_the_version_before_opens_the_database()
    {
        await CreateVersion1Async();
        await (await OpenAsync()).DisposeAsync();
        Assert.Equal(
            "021 subscriptions (added)", await ExecuteAsync(SchemaPart.Subscriptions, "select scriptname from schema_migrations where scriptname like '021%'"));
        Assert.Equal("020 access (added)", await ExecuteAsync(SchemaPart.Access, "select scriptname from schema_migrations where scriptname like '020%'"));
        Assert.Equal(
            "022 dead-letters (added)",
            await ExecuteAsync(SchemaPart.DeadLetters, "select scriptname from schema_migrations where scriptname like '022%'"));
    }

    [Fact]
    public async Task Alerts_of_the_version_before_that_are_found_and_counted_too()
    {
        await CreateVersion1Async();
        await ExecuteAsync(
            SchemaPart.Alerts,
            """
            drop index alert_open_violation;
            drop index alert_open;
            drop index alert_by_detected;
            alter table alert drop column severity;
            alter table alert drop column detected;
            alter table alert_counter drop column open_notice;
            alter table alert_counter drop column open_yellow;
            alter table alert_counter drop column open_orange;
            alter table alert_counter drop column open_red;
            update alert_schema set version = 1
            """);
        await using var stores = await OpenAsync();
        await AlertsAreThereAsync(stores.Alerts);
        var detected = await stores.Alerts.ListAsync(new() { Sort = AlertSort.Detected }, default);
        Assert.Equal([4, 3], detected.Alerts.Select(a => a.Cause.Offset));
        Assert.Single(await stores.Alerts.OpenViolationsAsync(default));
    }

    [Fact]
    public async Task A_database_that_a_newer_program_migrated_is_refused_in_one_line()
    {
        await (await OpenAsync()).DisposeAsync();
        await IncarnationAsync("topic positions A");
        foreach (var part in Enum.GetValues<SchemaPart>())
        {
            await ExecuteAsync(part, "insert into schema_migrations (scriptname, applied) values ('999 of-tomorrow', '2030-01-01 00:00:00')");
        }

        var refused = new[]
        {
            await Assert.ThrowsAsync<SchemaException>(OpenAsync),
            await Assert.ThrowsAsync<SchemaException>(() => IncarnationAsync("topic positions A")),
        };
        Assert.All(refused, e => Assert.Contains("'999 of-tomorrow'", e.Message, StringComparison.Ordinal));
        Assert.All(refused, e => Assert.Contains("Start the newer version again", e.Message, StringComparison.Ordinal));
        Assert.All(refused, e => Assert.DoesNotContain('\n', e.Message));
    }

    [Fact]
    public async Task A_database_to_which_a_newer_program_has_only_added_something_is_opened_after_a_rollback()
    {
        await (await OpenAsync()).DisposeAsync();
        await IncarnationAsync("topic positions A");
        foreach (var part in Enum.GetValues<SchemaPart>())
        {
            await ExecuteAsync(part, "insert into schema_migrations (scriptname, applied) values ('999 of-tomorrow (added)', '2030-01-01 00:00:00')");
        }

        await (await OpenAsync()).DisposeAsync();
        Assert.Equal(1, await IncarnationAsync("topic positions A"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_database_as_it_was()
    {
        await CreateVersion1Async();
        await ExecuteAsync(SchemaPart.Alerts, "update alert_schema set version = 1");
        var failed = await Assert.ThrowsAsync<SchemaException>(OpenAsync);
        Assert.Contains("'003 alerts-open'", failed.Message, StringComparison.Ordinal);
        await ExecuteAsync(SchemaPart.Alerts, "update alert_schema set version = 2");
        await using var stores = await OpenAsync();
        await AlertsAreThereAsync(stores.Alerts);
    }

    /// <summary>Makes the test's databases as the version before made them.</summary>
    protected abstract Task CreateVersion1Async();

    /// <summary>Opens the stores on the test's databases, as a start of the program does.</summary>
    protected abstract Task<Stores> OpenAsync();

    protected abstract Task<long> IncarnationAsync(string log);

    /// <summary>Runs statements on the database that holds a store's tables, and answers the first value.</summary>
    private protected abstract Task<object?> ExecuteAsync(SchemaPart part, string sql);

    /// <summary>The statements of a file in <c>Version1</c>.</summary>
    protected static string Version1(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Migrations", "Version1", file));

    private static async Task HistoryIsThereAsync(HistoryStore history)
    {
        var points = Enumerable.Range(0, 600).Select(i => SomeHistory.Report(i * 10)).ToArray();
        var (first, second) = (SomeHistory.Vehicle(1), SomeHistory.Vehicle(2));
        var partition = await history.OpenAsync(0, default);
        Assert.Equal((7, 601), partition.Recorded);
        Assert.Equal(points, await history.ReadAsync(first, default, s_ever, partition.OpenPoints(first), default).ToListAsync());
        Assert.Equal(points[..1], await history.ReadAsync(second, default, s_ever, partition.OpenPoints(second), default).ToListAsync());
        Assert.Equal(points[250].Time, Assert.Single(await partition.PendingRejudgesAsync(default)).From);
        var checkpoint = await history.CheckpointAsync(first, points[599].Time, default);
        Assert.Equal((points[200].Time, "010203"), (checkpoint!.At, Convert.ToHexString(checkpoint.State.Span)));
    }

    private static async Task AlertsAreThereAsync(AlertStore alerts)
    {
        Assert.Equal(
            [AlertEventKind.Raised, AlertEventKind.Raised, AlertEventKind.Acknowledged],
            (await alerts.EventsAfterAsync(0, 10, default)).Select(e => e.Kind));
        Assert.Equal(new(1, 0, 0, 1), (await alerts.CountOpenAsync(default)).Open);
        var listed = (await alerts.ListAsync(new(), default)).Alerts;
        Assert.Equal([AlertStatus.Open, AlertStatus.Acknowledged], listed.Select(a => a.Status));
        Assert.Equal(2, (await alerts.EventsOfAsync(listed[1].Id, default)).Count);
        Assert.Equal(listed[1].Revision, (await alerts.FindAsync(listed[1].Id, default))!.Revision);
        Assert.Equal(4, await alerts.ReachAsync(listed[0].Vehicle, 1, 3, default));
    }

    private static async Task AccessIsAddedAsync(AccessStore access)
    {
        Assert.Equal(0, await access.RevisionAsync(default));
        Assert.Empty(await access.OperatorsAsync(null, 10, default));
        await access.SaveOperatorAsync(SomeAccess.Operator(1), "a", VersionCondition.None, default);
        Assert.Equal(SomeAccess.Operator(1), (await access.FindOperatorAsync(SomeAccess.Code(1), default)).Value!.Operator);
    }

    private static async Task DocumentsAreThereAsync(RegistryStore registry)
    {
        const string Number = "沪公危通〔2026〕7号";
        Assert.Equal(3, await registry.RevisionAsync(default));
        Assert.Equal([null, new Instant(1500)], (await registry.VersionsAsync(DocumentKinds.Permit, Number, default)).Select(v => v.Document.WithdrawnAt));
        var route = await registry.GetAsync(DocumentKinds.Route, "R-1", null, default);
        Assert.Equal((SomeDocuments.Route("R-1"), "李四"), (route!.Document, route.FiledBy));
        Assert.Equal(SaveOutcome.Taken, (await registry.FileNewAsync(DocumentKinds.Route, SomeDocuments.Route("R-1"), "x", default)).Outcome);
    }
}
