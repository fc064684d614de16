using System.Data.Common;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Storage.Tests.Audit;

public sealed class SqliteAuditTests : AuditStoreSuite
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-audit-");

    private string File => Path.Combine(_folder.FullName, "audit.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("insert or replace into audit_record select sequence, at, 'x', organisation, province, action, outcome, body, chain from audit_record")]
    [InlineData("insert or replace into audit_checkpoint select size, at, 'x', frontier from audit_checkpoint")]
    public async Task A_row_is_not_replaced_by_an_insert_either(string sql)
    {
        await Store.AppendAsync([SomeAudit.Read(1)], default);
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Contains("replacing", (await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_concerns_a_province_is_found_by_indexes_that_begin_with_the_province()
    {
        var search = new AuditSearch(new() { Concerned = default(ProvinceSet).With(ProvinceCode.Shanghai) });
        var plan = await PlanAsync(search.Page(new(0, long.MaxValue, 0)));
        Assert.Contains(plan, step => step.Contains("audit_vehicle_by_home (<expr>=?", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("audit_record_by_province (province=?", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, ReadsAll);
        Assert.DoesNotContain("SCAN r", plan);
    }

    [Theory]
    [InlineData(0, "audit_record_by_actor (actor=? AND sequence>? AND sequence<?)")]
    [InlineData(1, "audit_vehicle_by_home (<expr>=? AND sequence>? AND sequence<?)")]
    public async Task Of_two_conditions_the_one_that_leads_is_read_by_its_index_and_the_other_by_the_numbers_of_records(int lead, string index)
    {
        var search = new AuditSearch(new() { Actor = SomeAudit.Officer.Name, Home = ProvinceCode.Shanghai });
        var reach = await PlanAsync(search.Reach());
        Assert.Contains(reach, step => step.Contains("audit_record_by_actor (actor=?", StringComparison.Ordinal));
        Assert.Contains(reach, step => step.Contains("audit_vehicle_by_home (<expr>=?", StringComparison.Ordinal));
        Assert.DoesNotContain(reach, ReadsAll);

        var plan = await PlanAsync(search.Page(new(lead, 1000, 10)));
        Assert.Contains(index, Assert.Single(plan, step => step.Contains("sequence>?", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(plan, step => step.StartsWith("SEARCH r USING INTEGER PRIMARY KEY", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, ReadsAll);
    }

    /// <summary>Whether a step reads a table of the record from end to end.</summary>
    private static bool ReadsAll(string step) => step.StartsWith("SCAN audit_", StringComparison.Ordinal) || step == "SCAN v";

    private async Task<List<string>> PlanAsync((string Sql, IReadOnlyList<(string Name, object? Value)> Values) statement)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync();
        await using var explain = connection.Command($"explain query plan {statement.Sql}", [.. statement.Values]);
        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(3));
        }

        return plan;
    }

    private protected override Task<AuditStore> OpenAsync() => AuditStore.OpenSqliteAsync(File, Clock, default);

    private protected override AuditStore Read() => AuditStore.ReadSqlite(File);

    private protected override (string Off, string On) Triggers(string table) => ($"drop trigger {table}_fixed; drop trigger {table}_kept", "select 1");

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of the suite.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
