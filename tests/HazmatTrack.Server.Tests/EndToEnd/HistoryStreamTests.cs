using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.History.Presences;
using HazmatTrack.Testing;
using HazmatTrack.Web.History;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.EndToEnd;

/// <summary>A track on its way out: sent while it is read, and never half of it as if it were whole.</summary>
public sealed class HistoryStreamTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-stream-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private const string Track = "/api/v1/vehicles/%E6%B2%AAA12345_2/history?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&format=";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("json")]
    [InlineData("geojson")]
    [InlineData("geojson&geometry=lines")]
    [InlineData("gpx")]
    [InlineData("csv")]
    public async Task The_first_points_are_out_before_the_last_are_read(string format)
    {
        var last = new TaskCompletionSource();
        await using var server = await StartAsync(points: 5_000, then: () => last.Task);
        using var client = ClientOf(server);
        using var answer = await client.GetAsync(new Uri(Track + format, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        var some = new byte[4096];
        await body.ReadExactlyAsync(some, Stop);
        last.SetResult();
        using var rest = new StreamReader(body);
        Assert.Contains("121.4", System.Text.Encoding.UTF8.GetString(some) + await rest.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("geojson")]
    [InlineData("geojson&geometry=lines")]
    [InlineData("gpx")]
    [InlineData("csv")]
    public async Task A_track_that_breaks_off_is_cut_and_never_looks_whole(string format)
    {
        // So few points that nothing has been sent yet, and so many that much has.
        foreach (var points in new[] { 3, 5_000 })
        {
            await using var server = await StartAsync(points, then: () => throw new TrackHistoryException("An owner went away."));
            using var client = ClientOf(server);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                using var answer = await client.GetAsync(new Uri(Track + format, UriKind.Relative), Stop);
            });
        }
    }

    [Fact]
    public async Task A_track_that_cannot_be_begun_is_a_clear_error()
    {
        await using var server = await StartAsync(points: 0, then: () => throw new TrackHistoryException("An owner went away."));
        using var client = ClientOf(server);
        using var answer = await client.GetAsync(new Uri(Track + "csv", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("store-unavailable", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString());
    }

    private async Task<WebApplication> StartAsync(int points, Func<Task> then)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ITrackHistory>(new Scripted(points, then)).AddSingleton<VehicleNames>().AddSingleton(Purposes.Usual);
        builder.Services.AddEmptyAccess(_folder);
        builder.Services.AddSights();
        var app = builder.Build();
        app.UseEverybody();
        HistoryEndpoints.Map(app.MapGroup("/api/v1").AddEndpointFilter(ProblemFilter.InvokeAsync));
        await app.StartAsync(Stop);
        return app;
    }

    private static HttpClient ClientOf(WebApplication server) => new()
    {
        BaseAddress = new(server.Urls.Single()),
        Timeout = Patience.For(30),
        DefaultRequestHeaders = { { Purposes.Header, "inspection" } },
    };

    /// <summary>So many points, then whatever is to happen.</summary>
    private sealed class Scripted(int points, Func<Task> then) : ITrackHistory
    {
        public Task<OpenPart> OpenOfAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult(new OpenPart([], []));

        public Task<OpenPart> OpenWithinAsync(GeoArea area, Instant from, Instant to, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Instant?> SealedToAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult<Instant?>(null);

        public async IAsyncEnumerable<PositionReport> ReadAsync(
            VehicleId vehicle, Instant from, Instant to, OpenPart open, [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (var i = 0; i < points; i++)
            {
                yield return new() { Time = from + TimeSpan.FromSeconds(i), Position = GeoPoint.FromDegrees(31.2, 121.4), Status = ReportStatus.Fixed };
            }

            await then();
        }

        public Task<IReadOnlyList<DamagedStretch>> DamagedAsync(Instant from, Instant to, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<DamagedStretch>>([]);

        public Task<bool> KnowsAsync(VehicleId vehicle, CancellationToken cancellation) => Task.FromResult(true);

        public IAsyncEnumerable<Presence> PresenceAsync(
            GeoArea area, Instant from, Instant to, VehicleId? startAt, OpenPart open, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
