using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.OpenApi;

/// <summary>
/// The JSON examples of the calls, which are in <c>examples.json</c> and the files beside it by operationId: what a client sends, and what it gets. A text such
/// as <c>$alert</c> stands for the example of that name.
/// </summary>
internal static class ApiExamples
{
    private static readonly JsonObject s_all = Read();

    /// <summary>Puts the examples where they belong.</summary>
    public static void Apply(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations ?? []).Select(o => o.Value))
        {
            var example = s_all[operation.OperationId ?? ""];
            if (example?["request"] is { } request)
            {
                foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
                {
                    // Of lines an example is one of them.
                    body.Example = Whole(type == "application/json" || request is not JsonArray lines ? request : lines[0]!);
                }
            }

            if (example?["response"] is not { } response)
            {
                continue;
            }

            foreach (var body in (operation.Responses ?? []).Where(r => r.Key.StartsWith('2')).SelectMany(r => r.Value.Content?.Values ?? []))
            {
                body.Example ??= Whole(response);
            }
        }
    }

    /// <summary>A copy with the examples in it that are only named.</summary>
    private static JsonNode? Whole(JsonNode? example) => example switch
    {
        JsonValue value when value.TryGetValue<string>(out var name) && name.StartsWith('$') => Whole(s_all[name]),
        JsonArray list => new JsonArray([.. list.Select(Whole)]),
        JsonObject whole => new JsonObject(whole.Select(m => KeyValuePair.Create(m.Key, Whole(m.Value)))),
        _ => example?.DeepClone(),
    };

    private static JsonObject Read()
    {
        var (program, all) = (Assembly.GetExecutingAssembly(), new JsonObject());
        foreach (var name in program.GetManifestResourceNames().Where(n => n.StartsWith("HazmatTrack.Web.OpenApi.examples.", StringComparison.Ordinal)))
        {
            using var stream = program.GetManifestResourceStream(name)!;
            foreach (var (key, example) in JsonNode.Parse(stream)!.AsObject())
            {
                all.Add(key, example?.DeepClone());
            }
        }

        return all;
    }
}
