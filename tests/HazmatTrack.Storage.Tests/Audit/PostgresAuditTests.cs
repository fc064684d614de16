using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Audit;

public sealed class PostgresAuditTests : AuditStoreSuite
{
    private string? _database;

    [Fact]
    public async Task Several_silos_append_one_after_the_other()
    {
        await using var other = await OpenAsync();
        await Task.WhenAll(((AuditStore[])[Store, other, Store, other]).Select(store => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await store.AppendAsync([SomeAudit.Read(i), SomeAudit.Read(i)], default);
            }
        })));
        await Store.CheckpointAsync(Keys.Signer, default);
        var verdict = await AuditVerification.VerifyAsync(other, Keys.Trust, [], default);
        Assert.Equal((160L, true), (verdict.Proven, verdict.IsWhole));
    }

    [Theory]
    [InlineData("truncate audit_record")]
    [InlineData("truncate audit_head")]
    [InlineData("insert into audit_record select * from audit_record on conflict (sequence) do update set actor = 'x'")]
    public async Task Not_even_the_owner_empties_or_overwrites_the_record(string sql)
    {
        await Store.AppendAsync([SomeAudit.Read(1)], default);
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql));
        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_not_the_owner_adds_and_drops_and_can_change_nothing_whatever_was_granted_before()
    {
        var role = "hazmat_" + Guid.NewGuid().ToString("N");
        var database = await Servers.EmptyPostgresDatabaseAsync();
        await ExecuteAsync(database, $"create role {role} login password 'p'; alter default privileges grant all on tables to {role}");
        try
        {
            await (await AuditStore.OpenPostgresAsync(database, Clock, default)).DisposeAsync();
            var restricted = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "p", Pooling = false }.ConnectionString;
            string[] refusals =
                ["update audit_record set actor = 'x'", "delete from audit_record", "truncate audit_checkpoint", "delete from audit_head"];
            foreach (var sql in refusals)
            {
                var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(restricted, sql));
                Assert.Contains("permission denied", refused.MessageText, StringComparison.Ordinal);
            }

            await using var store = await AuditStore.OpenPostgresAsync(restricted, Clock, default);
            await store.AppendAsync([SomeAudit.Read(1, null, SomeAudit.Truck), SomeAudit.Read(2)], default);
            await store.CheckpointAsync(Keys.Signer, default);
            Assert.Equal(0, await store.TakeLeaseAsync("checkpoint", "silo", Clock.Now, Clock.Now, default));
            Assert.True(await store.AdvanceLeaseAsync("checkpoint", "silo", 2, Clock.Now, default));
            Assert.Equal(2, await store.DropBeforeAsync(SomeAudit.Morning + TimeSpan.FromHours(1), default));
            Assert.True((await AuditVerification.VerifyAsync(store, Keys.Trust, [], default)).IsWhole);
        }
        finally
        {
            await ExecuteAsync(database, $"drop owned by {role} cascade; drop role {role}");
        }
    }

    [Fact]
    public async Task An_entry_waits_for_the_disk_also_where_the_role_is_set_not_to()
    {
        await using var database = new PostgresAudit(_database + ";Options=-c synchronous_commit=off");
        await using var transaction = await database.BeginAsync(default);
        await using (var command = transaction.Command(database.LockHead))
        {
            await command.ExecuteScalarAsync();
        }

        await using var setting = transaction.Command("show synchronous_commit");
        Assert.Equal("on", await setting.ExecuteScalarAsync());
    }

    /// <summary>Of the records, one is about Shanghai and all others about Jiangsu; pages of the database say what was read.</summary>
    [Fact]
    public async Task A_page_is_found_without_reading_what_else_there_is_of_the_province_or_of_others()
    {
        await Store.AppendAsync([SomeAudit.Read(1, null, SomeAudit.Truck)], default);
        await ExecuteAsync(
            $"""
            insert into audit_record (sequence, at, actor, organisation, province, action, outcome, body, chain)
            select i, {SomeAudit.Morning.UnixMilliseconds} + i, 'key:k7', '甲物流', 320000, 5, 1, decode(repeat('01', 200), 'hex'), decode(repeat('02', 32), 'hex')
            from generate_series(2, 50000) i;
            insert into audit_vehicle (sequence, vehicle) select i, '苏B' || 10000 + i || '_2' from generate_series(2, 50000) i;
            analyze audit_record; analyze audit_vehicle
            """);
        var few = new AuditQuery { Concerned = default(ProvinceSet).With(ProvinceCode.Shanghai), Limit = 10 };
        var many = few with { Concerned = default(ProvinceSet).With(ProvinceCode.Jiangsu) };
        var old = many with { To = SomeAudit.Morning + TimeSpan.FromMilliseconds(90) };
        AuditQuery[] queries = [few, many, old, new() { Home = ProvinceCode.Jiangsu, Limit = 10 }];
        foreach (var query in queries)
        {
            var (rows, pages) = await CostAsync(new AuditSearch(query).Page(new(0, long.MaxValue, 0)));

            // With one more, where there is another page.
            Assert.Equal(query == few ? 1 : 11, rows);
            Assert.InRange(pages, 1, 300);
        }

        // Several conditions that are never fulfilled together, some of which fifty thousand records fulfil, some one, and some none.
        AuditQuery[] none =
        [
            new() { Home = ProvinceCode.Jiangsu, Actor = SomeAudit.Officer.Name, MostRead = 100 },
            new() { Home = ProvinceCode.Shanghai, Actor = "key:k7", MostRead = 100 },
            new() { Home = ProvinceCode.Jiangsu, Actor = "key:k7", Organisation = "乙物流", MostRead = 100 },
            many with { Actor = "key:k8", MostRead = 100 },
        ];
        foreach (var query in none)
        {
            var search = new AuditSearch(query);
            Assert.InRange((await CostAsync(search.Reach())).Pages, 1, 1000);
            foreach (var lead in (int[])[0, 1])
            {
                var (rows, pages) = await CostAsync(search.Page(new(lead, 50_001, 49_900)));
                Assert.Equal(0, rows);
                Assert.InRange(pages, 0, 1500);
            }
        }
    }

    /// <summary>The rows of a statement, and the pages of the database that it read.</summary>
    private async Task<(int Rows, int Pages)> CostAsync((string Sql, IReadOnlyList<(string Name, object? Value)> Values) statement)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var explain = connection.Command($"explain (analyze, buffers, format json) {statement.Sql}", [.. statement.Values]);
        using var plan = JsonDocument.Parse((string)(await explain.ExecuteScalarAsync())!);
        var root = plan.RootElement[0].GetProperty("Plan");
        return (
            (int)root.GetProperty("Actual Rows").GetDouble(),
            root.GetProperty("Shared Hit Blocks").GetInt32() + root.GetProperty("Shared Read Blocks").GetInt32());
    }

    private protected override async Task<AuditStore> OpenAsync()
    {
        _database ??= await Servers.NewPostgresDatabaseAsync();
        return await AuditStore.OpenPostgresAsync(_database, Clock, default);
    }

    private protected override AuditStore Read() => AuditStore.ReadPostgres(_database!);

    private protected override (string Off, string On) Triggers(string table) =>
        ($"alter table {table} disable trigger all", $"alter table {table} enable trigger all");

    private protected override Task ExecuteAsync(string sql) => ExecuteAsync(_database!, sql);

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
