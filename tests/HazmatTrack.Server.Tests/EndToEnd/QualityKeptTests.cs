using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>What is known of a vehicle's data quality outlives the silo that found it.</summary>
public sealed class QualityKeptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-quality-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_truck_that_is_refused_is_said_to_be_so_after_a_restart_and_counted_on()
    {
        var vehicle = VehicleId.Parse("苏E12345_2");
        var ahead = new PositionReport { Time = Instant.From(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(8)), Status = ReportStatus.Fixed };
        await using var program = TestProgram.Embedded(_folder);
        for (var start = 1; start <= 2; start++)
        {
            var silo = await program.StartAsync();
            if (start == 2)
            {
                // Until hot state is known to be whole, it is not answered that there is nothing.
                await Eventually.BecomesTrueAsync(async () => await CountAsync(silo, vehicle) > 0, "an answer");
                Assert.Equal(3, await CountAsync(silo, vehicle));
            }

            await program.SendAsync(Enumerable.Repeat((vehicle, ahead), 3));
            var expected = 3 * start;
            await Eventually.BecomesTrueAsync(async () => await CountAsync(silo, vehicle) == expected, $"{expected} refusals");
            await program.StopAsync(silo);
        }
    }

    private static async Task<int> CountAsync(TestProgram.Silo silo, VehicleId vehicle)
    {
        using var answer = await silo.Http.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(vehicle.ToString())}", UriKind.Relative), TestContext.Current.CancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return 0;
        }

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("quality").GetProperty("refusals")[0].GetProperty("count").GetInt32();
    }
}
