using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway;

/// <summary>The JSON of the answers of HTTP ingest.</summary>
[JsonSerializable(typeof(PostPositionsResponse))]
internal sealed partial class HttpIngestJson : JsonSerializerContext
{
    public static HttpIngestJson Wire { get; } = new(WireJson.NewOptions());
}
