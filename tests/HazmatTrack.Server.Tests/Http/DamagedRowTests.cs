using System.Net;
using HazmatTrack.Server.Tests.Alerts;
using HazmatTrack.Server.Tests.Registry;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A row that is stored and cannot be read: no client may be told to try again, since trying again does not repair it.</summary>
public sealed class DamagedRowTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-damaged-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task An_alert_whose_rows_are_damaged_is_said_to_be_damaged_and_not_to_come_back()
    {
        var file = Path.Combine(_folder.FullName, "alerts.db");
        await using var host = await AlertsHost.StartAsync(file: file);
        var id = await host.RaisedAsync();
        await ExecuteAsync(file, "update alert set body = '?'; update alert_event set body = '?'");
        using var read = await host.Client.GetAsync(new Uri($"/api/v1/alerts/{id}", UriKind.Relative), Stop);
        await IsDamagedAsync(read);
        using var body = new StringContent("""{}""", System.Text.Encoding.UTF8, "application/json");
        using var handled = await host.Client.PostAsync(new Uri($"/api/v1/alerts/{id}/acknowledge", UriKind.Relative), body, Stop);
        await IsDamagedAsync(handled);
    }

    [Fact]
    public async Task A_document_whose_row_is_damaged_is_said_to_be_damaged()
    {
        await using var server = await RegistryServer.StartAsync();
        var permit = """{"number":"P1","vehicle":"沪A12345_2","provinces":["310000"],"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}""";
        Assert.Equal(201, (await server.SendAsync("POST", "/api/v1/permits", permit)).Status);
        await ExecuteAsync(server.File, "update registry_document set content = '{\"provinces\":'");
        foreach (var address in (string[])["/api/v1/permits/P1", "/api/v1/permits/P1/versions"])
        {
            using var read = await server.Client.GetAsync(new Uri(address, UriKind.Relative), Stop);
            await IsDamagedAsync(read);
        }
    }

    private static async Task IsDamagedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("record-damaged", (await ProblemForm.ReadAsync(answer, "damaged")).GetProperty("code").GetString());
        Assert.Null(answer.Headers.RetryAfter);
    }

    private static async Task ExecuteAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }
}
