using System.Text.Json;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>Where the Dockerfile and the image that was built without Docker differ.</summary>
internal static class DockerfileFaults
{
    /// <summary>What Docker knows of a health check the format of OCI has no place for: it is the Dockerfile's alone.</summary>
    private static readonly string[] s_last =
        ["FROM", "COPY", "ENV", "WORKDIR", "VOLUME", "EXPOSE", "USER", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "ARG", "LABEL"];

    public static IEnumerable<string> Of(DockerfileText file, JsonElement image)
    {
        var (last, config) = (file.Last, image.GetProperty("config"));
        (string What, string[] Said, string[] Built)[] pairs =
        [
            ("USER", [.. last.All("USER")], [Text(config, "User")]),
            ("WORKDIR", [.. last.All("WORKDIR")], [Text(config, "WorkingDir")]),
            ("STOPSIGNAL", [.. last.All("STOPSIGNAL")], [Text(config, "StopSignal")]),
            ("EXPOSE", [.. last.All("EXPOSE").SelectMany(e => e.Split(' '))], Names(config, "ExposedPorts")),
            ("VOLUME", [.. last.All("VOLUME")], Names(config, "Volumes")),
            ("ENTRYPOINT", [.. last.All("ENTRYPOINT")], [JsonSerializer.Serialize(config.GetProperty("Entrypoint"))]),
            ("ENV", [.. last.Pairs("ENV").Select(e => $"{e.Key}={e.Value}")], [.. config.GetProperty("Env").EnumerateArray().Select(e => e.GetString()!)]),
            ("LABEL", [.. last.Pairs("LABEL").Keys], Names(config, "Labels")),
        ];
        foreach (var (what, said, built) in pairs.Where(p => !p.Said.Order(StringComparer.Ordinal).SequenceEqual(p.Built.Order(StringComparer.Ordinal))))
        {
            yield return $"{what}: the Dockerfile has {string.Join(", ", said)}, build.sh {string.Join(", ", built)}";
        }

        foreach (var unknown in last.Instructions.Where(i => !s_last.Contains(i.Instruction)))
        {
            yield return $"{unknown.Instruction}: the last stage lays files that build.sh does not know of";
        }

        // The same scripts lay the same files.
        if (!last.All("COPY").SequenceEqual(["--from=root /root-of-image /", "--from=published /published /app"])
            || !file.All("RUN").Any(r => r.EndsWith("/image/root.sh \"$TARGETARCH\" /root-of-image", StringComparison.Ordinal))
            || !file.All("RUN").Any(r => r.EndsWith("deploy/image/publish.sh \"$rid\" /published", StringComparison.Ordinal)))
        {
            yield return "COPY, RUN: the image is not what root.sh and publish.sh have laid";
        }

        if (!last.All("FROM").SequenceEqual(["scratch"]))
        {
            yield return "FROM: the last stage begins with files of another image";
        }

        foreach (var floating in file.Bases.Where(b => b != "scratch"
            && (!b.Contains(':', StringComparison.Ordinal) || b.EndsWith(":latest", StringComparison.Ordinal))))
        {
            yield return $"FROM: {floating} is another one tomorrow";
        }
    }

    private static string Text(JsonElement config, string name) => config.GetProperty(name).GetString()!;

    private static string[] Names(JsonElement config, string name) => [.. config.GetProperty(name).EnumerateObject().Select(p => p.Name)];
}
