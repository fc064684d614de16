using System.Text.Json;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A call as the OpenAPI document names it.</summary>
/// <param name="Method">In capital letters.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Definition">What the document says of it.</param>
internal sealed record ApiOperation(string Method, string Path, JsonElement Definition)
{
    /// <summary>An address of the call; nothing is there.</summary>
    public string Address => Path.Replace("{id}", Path.Contains("vehicles", StringComparison.Ordinal) ? "%E6%B2%AAZ00000_2" : "x", StringComparison.Ordinal)
        .Replace("{number}", "P1", StringComparison.Ordinal);

    public bool HasBody => Definition.TryGetProperty("requestBody", out _);

    /// <summary>The names of all parameters, of the path, the query and headers.</summary>
    public IEnumerable<string> Parameters =>
        Definition.TryGetProperty("parameters", out var list) ? list.EnumerateArray().Select(p => p.GetProperty("name").GetString()!) : [];

    public bool TakesObject => HasBody && Path != "/api/v1/positions";

    public static IEnumerable<ApiOperation> From(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from call in path.Value.EnumerateObject()
        select new ApiOperation(call.Name.ToUpperInvariant(), path.Name, call.Value);

    public override string ToString() => $"{Method} {Path}";
}
