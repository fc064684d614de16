using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>The JSON of HTTP ingest: its answers, and items of its bodies.</summary>
[JsonSerializable(typeof(PostPositionsResponse))]
[JsonSerializable(typeof(PositionBody))]
internal sealed partial class HttpIngestJson : JsonSerializerContext
{
    public static HttpIngestJson Wire { get; } = new(NewOptions());

    private static JsonSerializerOptions NewOptions()
    {
        var options = WireJson.NewOptions();
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        return options;
    }
}
