namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>One service of a file of Docker Compose.</summary>
internal sealed record ComposeService(string Name, Dictionary<string, object?> Keys)
{
    public IReadOnlyDictionary<string, string> Environment =>
        (Keys.GetValueOrDefault("environment") as Dictionary<string, object?> ?? []).ToDictionary(e => e.Key, e => (string?)e.Value ?? "");

    /// <summary>Published ports, as they are written.</summary>
    public IEnumerable<string> Ports => Texts("ports");

    public IEnumerable<string> Volumes => Texts("volumes");

    /// <summary>The command of its health check; empty where it has none.</summary>
    public IReadOnlyList<string> HealthCheck =>
        (Keys.GetValueOrDefault("healthcheck") as Dictionary<string, object?>)?.GetValueOrDefault("test") is List<object?> test
            ? [.. test.OfType<string>()] : [];

    /// <summary>The services that it waits for, each with its condition.</summary>
    public Dictionary<string, string> DependsOn => (Keys.GetValueOrDefault("depends_on") as Dictionary<string, object?> ?? [])
        .ToDictionary(d => d.Key, d => (d.Value as Dictionary<string, object?>)?.GetValueOrDefault("condition") as string ?? "");

    /// <summary>The networks that it is in.</summary>
    public IEnumerable<string> Networks => Keys.GetValueOrDefault("networks") is Dictionary<string, object?> named ? named.Keys : Texts("networks");

    /// <summary>The names by which services of its networks reach it.</summary>
    public IEnumerable<string> Names => [Name, .. (Keys.GetValueOrDefault("networks") as Dictionary<string, object?> ?? []).Values
        .OfType<Dictionary<string, object?>>().SelectMany(n => n.GetValueOrDefault("aliases") as List<object?> ?? []).OfType<string>()];

    public string? Text(string key) => Keys.GetValueOrDefault(key) as string;

    public IEnumerable<string> Texts(string key) => (Keys.GetValueOrDefault(key) as List<object?> ?? []).OfType<string>();

    /// <summary>The secrets or configs that it uses, each with the path in its container.</summary>
    public IEnumerable<(string Source, string Path)> Mounted(string key) => (Keys.GetValueOrDefault(key) as List<object?> ?? []).Select(m => m switch
    {
        string name => (name, $"/run/secrets/{name}"),
        Dictionary<string, object?> pair => ((string)pair["source"]!, Target(pair)),
        _ => throw new InvalidDataException($"{Name}: {key} has neither a name nor a source."),
    });

    private static string Target(Dictionary<string, object?> pair) =>
        pair.GetValueOrDefault("target") is string target ? (target.StartsWith('/') ? target : $"/run/secrets/{target}") : $"/run/secrets/{pair["source"]}";
}
