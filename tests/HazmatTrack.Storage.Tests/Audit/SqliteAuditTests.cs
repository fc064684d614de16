using System.Data.Common;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Audit;
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
        await Store.AppendAsync([Testing.Audit.SomeAudit.Read(1)], default);
        await Store.CheckpointAsync(Keys.Signer, default);
        Assert.Contains("replacing", (await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_concerns_a_province_is_found_by_indexes_that_begin_with_the_province()
    {
        var (sql, values) = AuditSearch.Statement(new() { Concerned = default(ProvinceSet).With(ProvinceCode.Shanghai) });
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync();
        await using var explain = connection.Command($"explain query plan {sql}", [.. values]);
        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(3));
        }

        Assert.Contains(plan, step => step.Contains("audit_vehicle_by_home (<expr>=?", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("audit_record_by_province (province=?", StringComparison.Ordinal));

        // The tables by their names in the statement.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN r", StringComparison.Ordinal) || step.StartsWith("SCAN c", StringComparison.Ordinal));
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
