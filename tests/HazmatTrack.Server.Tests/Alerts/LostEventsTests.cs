using System.Globalization;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Web.Scope;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>A database that lacks the newest events while a process goes on that has told of them, as after a replica took over.</summary>
public sealed class LostEventsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_has_heard_of_an_event_that_is_lost_hears_of_the_next_one()
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-lost-events-");
        var file = Path.Combine(folder.FullName, "alerts.db");
        await using (var host = await AlertsHost.StartAsync(file: file))
        {
            var open = host.Services.GetRequiredService<OpenViolations>();
            using var stream = await StreamClient.OpenAsync(host.Client);
            await host.RaiseAsync(1, Severity.Red);
            await host.RaiseAsync(2, Severity.Red);
            Assert.Equal("start", (await stream.NextAsync())!.Value.Type);
            Assert.Equal("1", (await stream.NextAsync())!.Value.Id);
            Assert.Equal("2", (await stream.NextAsync())!.Value.Id);
            Assert.Equal(2, Held()?.Count);

            // The second is gone with everything else of its transaction, and the timeline is another one.
            await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
            {
                await connection.OpenAsync(Stop);
                await using var lose = connection.CreateCommand();
                lose.CommandText =
                    """
                    delete from alert where id = (select alert from alert_event where sequence = 2);
                    delete from alert_province where alert = (select alert from alert_event where sequence = 2);
                    delete from alert_event where sequence = 2;
                    update alert_counter set last = 1, open_red = 1, timeline = 1;
                    """;
                await lose.ExecuteNonQueryAsync(Stop);
            }

            await host.RaiseAsync(3, Severity.Notice);
            var (id, type, _) = (await stream.NextAsync())!.Value;
            Assert.Equal(((AlertStore.NumbersLeftOut + 2).ToString(CultureInfo.InvariantCulture), "raised"), (id, type));
            Assert.Equal(1, Held()?.Count);

            // Nor is a client that comes back told of it.
            using var late = await StreamClient.OpenAsync(host.Client, lastEventId: "1");
            Assert.Equal("start", (await late.NextAsync())!.Value.Type);
            Assert.Equal(id, (await late.NextAsync())!.Value.Id);

            GravestOpen? Held() => open.Of(SomeAlerts.Truck, new() { Operator = "A" }, new VehicleFacts { Operator = "A" });
        }

        folder.Delete(recursive: true);
    }
}
