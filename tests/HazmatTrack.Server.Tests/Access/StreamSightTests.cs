using System.Net.Http.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>A stream lasts longer than the rights that it was opened with.</summary>
public sealed class StreamSightTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-stream-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task A_stream_says_gone_when_a_vehicle_is_no_longer_the_operators_and_ends_with_its_session()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--Alerts:CheckEvery=00:00:01");
        var (access, alerts) = (silo.Host.App.Services.GetRequiredService<IAccessStore>(), silo.Host.App.Services.GetRequiredService<AlertStore>());
        var change = SomeAlerts.Raise(1, SomeAlerts.Finding(SomeAlerts.Morning, key: "320000>310000"));
        VehicleId[] vehicle = [change.Vehicle];
        await access.RegisterVehiclesAsync(DemoPeople.OperatorA, vehicle, "test", Stop);

        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = silo.Http.BaseAddress };
        client.DefaultRequestHeaders.Add("Cookie", await silo.SignInAsync("operator-a"));
        using var reader = new StreamReader(await client.GetStreamAsync(new Uri("/api/v1/alerts/stream", UriKind.Relative), Stop));
        Assert.Contains("start", await NextAsync(reader), StringComparison.Ordinal);
        await alerts.ApplyAsync([change], [], Stop);
        Assert.Contains("raised", await NextAsync(reader), StringComparison.Ordinal);

        await access.ReleaseVehiclesAsync(DemoPeople.OperatorA, vehicle, "test", Stop);
        Assert.Contains("gone", await NextAsync(reader), StringComparison.Ordinal);
        Assert.Contains(change.Vehicle.ToString(), await reader.ReadLineAsync(Stop), StringComparison.Ordinal);

        using var administrator = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = silo.Http.BaseAddress,
            DefaultRequestHeaders = { { "Cookie", await silo.SignInAsync("administrator") }, { "X-Hazmat", "1" } },
        };
        using var ended = await administrator.PostAsJsonAsync("/api/v1/sessions/end", new { issuer = "demo", subject = "operator-a" }, Stop);
        ended.EnsureSuccessStatusCode();
        while (await reader.ReadLineAsync(Stop) is not null)
        {
            // Signs of life, until the stream ends.
        }

        using var again = await client.GetAsync(new Uri("/api/v1/alerts/stream", UriKind.Relative), Stop);
        Assert.Equal(401, (int)again.StatusCode);
    }

    /// <summary>The line with the kind of the next event.</summary>
    private static async Task<string> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException("The stream has ended.");
    }
}
