using System.Text.Json.Nodes;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Http.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Alerts;

/// <summary>The schema of the alert stream: a sequence of server-sent events, with the data of each kind.</summary>
internal static class StreamSchemas
{
    public const string ContentType = "text/event-stream";

    private const string About =
        "The events of the stream, in order. On the wire each has the fields id, event and data of the format of server-sent events; data is one line of JSON, "
        + "which the schema shows as it reads. A comment with an id keeps the connection alive.";

    /// <summary>Replaces the schema of <see cref="StreamData"/> by the sequence of events.</summary>
    public static void Apply(OpenApiDocument document)
    {
        if (document.Components?.Schemas?.Remove(nameof(StreamData)) != true)
        {
            return;
        }

        var events = Enum.GetValues<AlertEventKind>().Select(AlertNames.ToName).ToArray();
        var one = ErrorSchemas.Component(document, "AlertStreamEvent", () => new()
        {
            Description = "One event of the stream.",
            OneOf =
            [
                Event(document, "AlertChangedEvent", "An alert changed.", nameof(AlertEventView), events),
                Event(document, "StreamStartEvent", "The stream begins (start), or is up to date again after it was stale (current).", nameof(StreamStartView), "start", "current"),
                Event(document, "StreamGapEvent", "The stream cannot continue after the event that the client named: load the list again.", nameof(StreamGapView), "gap"),
                Event(document, "StreamGoneEvent", "The client may not see it any more: a vehicle has left its sight, or an alert no longer concerns it.", nameof(StreamGoneView), "gone"),
                Event(document, "StreamStaleEvent", "The store does not answer: what happened since is not known.", nameof(StreamStaleView), "stale"),
            ],
        });
        var contents = document.Paths.Values.SelectMany(p => p.Operations ?? []).SelectMany(o => o.Value.Responses ?? [])
            .SelectMany(r => r.Value.Content ?? new Dictionary<string, OpenApiMediaType>());
        foreach (var stream in contents.Where(c => c.Key == ContentType).Select(c => c.Value))
        {
            stream.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Description = About, Items = one };
        }
    }

    private static OpenApiSchemaReference Event(OpenApiDocument document, string name, string about, string data, params string[] events) =>
        ErrorSchemas.Component(document, name, () => new()
        {
            Type = JsonSchemaType.Object,
            Description = about,
            Required = new HashSet<string> { "id", "event", "data" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The number of the event, to resume after it." },
                ["event"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "The kind of the event.",
                    Enum = [.. events.Select(e => (JsonNode)e)],
                },
                ["data"] = new OpenApiSchemaReference(data, document) { Description = "What the event says." },
            },
        });
}

/// <summary>The data of the events by kind. No event has this form: it makes the framework describe each of them.</summary>
internal sealed record StreamData(AlertEventView Changed, StreamStartView Start, StreamGapView Gap, StreamStaleView Stale, StreamGoneView Gone);
