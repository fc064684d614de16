using System.Text.Json.Nodes;
using HazmatTrack.Monitoring.Tests.Checks;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests.Running;

/// <summary>The built program with its demo, everything embedded, and what it shows at <c>/metrics</c> once trucks were judged.</summary>
public sealed class RunningProgram : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmattrack-monitoring-");
    private ServerProcess? _server;

    /// <summary>What the program shows, by name.</summary>
    internal IReadOnlyDictionary<string, ShownMetric> Shown { get; private set; } = new Dictionary<string, ShownMetric>();

    /// <summary>The calls of the API: <c>GET /api/v1/alerts</c>.</summary>
    internal IReadOnlySet<string> Calls { get; private set; } = new HashSet<string>();

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_folder.FullName, "--Demo:Enabled=true", "--Demo:Speed=60", "--Demo:Since=02:00:00");

        // A call that is answered, a key that is refused, and crossings.
        using var refused = new HttpRequestMessage(HttpMethod.Get, "/api/v1/vehicles");
        refused.Headers.Add("X-Api-Key", "hzk_wrong");
        (await _server.Http.SendAsync(refused)).Dispose();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                Shown = ShownMetric.Read(await _server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
                return IsCounted("hazmattrack_alert_events_total") && IsCounted("hazmattrack_deliveries_waiting") && IsCounted("hazmattrack_health")
                    && IsCounted("hazmattrack_lag_seconds") && IsCounted("hazmattrack_registry_documents");
            },
            "the demo is judged", 120);
        var document = JsonNode.Parse(await _server.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        Calls = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} {p.Key}")).ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private bool IsCounted(string metric) => Shown.TryGetValue(metric, out var shown) && shown.Labels.Count > 0;
}
