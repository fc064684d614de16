using System.Text.RegularExpressions;

namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>What is wrong with a file of Docker Compose, whatever it runs: names that lead nowhere, missing files, images without a version.</summary>
internal static partial class ComposeFaults
{
    /// <summary>The keys of a service that our files use; another is most likely misspelt.</summary>
    private static readonly string[] s_keys =
    [
        "image", "build", "command", "restart", "stop_grace_period", "read_only", "cap_drop", "security_opt", "tmpfs", "network_mode", "networks", "depends_on",
        "secrets", "configs", "environment", "healthcheck", "ports", "volumes",
    ];

    private static readonly string[] s_healthKeys = ["test", "interval", "timeout", "start_period", "retries"];

    public static IEnumerable<string> Of(ComposeProject project) => project.Services.Values.SelectMany(s =>
        Keys(s).Concat(Image(s)).Concat(Files(project, s)).Concat(Networks(project, s)).Concat(Order(project, s)).Concat(Health(project, s))
            .Select(f => $"{s.Name}: {f}"))
        .Concat(Unused(project));

    private static IEnumerable<string> Keys(ComposeService service) => service.Keys.Keys.Except(s_keys).Select(k => $"there is no key {k}");

    private static IEnumerable<string> Image(ComposeService service)
    {
        var image = service.Text("image");
        if (image is null || !ImageName().IsMatch(image))
        {
            yield return $"image {image} has no version";
        }
        else if (image.EndsWith(":latest", StringComparison.Ordinal))
        {
            yield return $"image {image} is another one tomorrow";
        }
    }

    private static IEnumerable<string> Files(ComposeProject project, ComposeService service)
    {
        foreach (var section in (string[])["secrets", "configs"])
        {
            foreach (var (source, _) in service.Mounted(section))
            {
                if (project.FileOf(section, source) is not { } file)
                {
                    yield return $"{section}: {source} is not defined";
                }
                else if (!File.Exists(file))
                {
                    yield return $"{section}: {source} is {file}, which is not there";
                }
                else if (new FileInfo(file).Length == 0)
                {
                    yield return $"{section}: {source} is {file}, which is empty";
                }
            }

            foreach (var twice in service.Mounted(section).GroupBy(m => m.Path).Where(g => g.Count() > 1))
            {
                yield return $"{section}: {twice.Key} is mounted twice";
            }
        }

        foreach (var volume in service.Volumes.Select(v => v.Split(':')))
        {
            if (volume[0].StartsWith('.'))
            {
                if (!Path.Exists(Path.Combine(project.Folder, volume[0])))
                {
                    yield return $"volumes: {volume[0]} is not there";
                }

                if (volume is not [_, _, "ro"])
                {
                    yield return $"volumes: {volume[0]} can be written to";
                }
            }
            else if (!project.Defined("volumes").ContainsKey(volume[0]))
            {
                yield return $"volumes: {volume[0]} is not defined";
            }
        }
    }

    private static IEnumerable<string> Networks(ComposeProject project, ComposeService service)
    {
        if (service.Text("network_mode") is { } mode)
        {
            if (mode.Split(':') is not ["service", var other] || !project.Services.ContainsKey(other))
            {
                yield return $"network_mode: {mode} is no service";
            }

            if (service.Networks.Any() || service.Ports.Any())
            {
                yield return "network_mode: networks and ports belong to the other service";
            }
        }
        else if (!service.Networks.Any())
        {
            yield return "networks: it would be in the default one, with a way out";
        }

        foreach (var network in service.Networks.Where(n => !project.Defined("networks").ContainsKey(n)))
        {
            yield return $"networks: {network} is not defined";
        }
    }

    private static IEnumerable<string> Order(ComposeProject project, ComposeService service)
    {
        foreach (var (other, condition) in service.DependsOn)
        {
            if (!project.Services.TryGetValue(other, out var awaited))
            {
                yield return $"depends_on: there is no service {other}";
            }
            else if (condition == "service_healthy" && awaited.HealthCheck.Count == 0)
            {
                yield return $"depends_on: {other} has no health check";
            }
            else if (condition == "service_completed_successfully" && awaited.Text("restart")?.Split(':')[0] is not (null or "on-failure"))
            {
                yield return $"depends_on: {other} never ends";
            }
            else if (condition is not ("service_healthy" or "service_started" or "service_completed_successfully"))
            {
                yield return $"depends_on: {condition} is no condition";
            }
        }
    }

    private static IEnumerable<string> Health(ComposeProject project, ComposeService service)
    {
        // What others wait for to end has done its work then.
        var ends = project.Services.Values.Any(s => s.DependsOn.GetValueOrDefault(service.Name) == "service_completed_successfully");
        if (!ends && service.HealthCheck is not ["CMD" or "CMD-SHELL", _, ..])
        {
            yield return "healthcheck: there is none";
        }

        foreach (var key in (service.Keys.GetValueOrDefault("healthcheck") as Dictionary<string, object?> ?? []).Keys.Except(s_healthKeys))
        {
            yield return $"healthcheck: there is no key {key}";
        }
    }

    private static IEnumerable<string> Unused(ComposeProject project) =>
        from section in (string[])["secrets", "configs", "networks", "volumes"]
        from name in project.Defined(section).Keys
        where !project.Services.Values.Any(s => section switch
        {
            "networks" => s.Networks.Contains(name),
            "volumes" => s.Volumes.Any(v => v.Split(':')[0] == name),
            _ => s.Mounted(section).Any(m => m.Source == name),
        })
        select $"{section}: nobody uses {name}";

    /// <summary>A name with a tag; a registry may have a port.</summary>
    [GeneratedRegex(@"^[\w.-]+(:\d+)?(/[\w.-]+)*:[\w.-]+$")]
    private static partial Regex ImageName();
}
