using System.Globalization;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Hosting;

namespace HazmatTrack.Deployment.Tests.Systemd;

/// <summary>What is wrong with a unit that runs the program.</summary>
internal static class UnitFaults
{
    private static readonly Dictionary<string, string> s_hardening = new()
    {
        ["DynamicUser"] = "yes",
        ["NoNewPrivileges"] = "yes",
        ["ProtectSystem"] = "strict",
        ["ProtectHome"] = "yes",
        ["PrivateTmp"] = "yes",
        ["PrivateDevices"] = "yes",
        ["CapabilityBoundingSet"] = "",
        ["RestrictNamespaces"] = "yes",
        ["UMask"] = "0077",
    };

    /// <param name="unit">The unit.</param>
    /// <param name="variables">What its EnvironmentFile holds.</param>
    public static IEnumerable<string> Of(UnitFile unit, IReadOnlyDictionary<string, string> variables) =>
        Settings(unit, variables).Concat(Secrets(unit)).Concat(Life(unit)).Concat(
            s_hardening.Where(h => unit.Last(h.Key) != h.Value).Select(h => $"{h.Key} is not {(h.Value == "" ? "empty" : h.Value)}"));

    /// <summary>Credentials are settings of their names, unless they begin with what the program leaves out.</summary>
    private static IEnumerable<string> Settings(UnitFile unit, IReadOnlyDictionary<string, string> variables)
    {
        var all = new Dictionary<string, string>(variables);
        foreach (var (name, value) in unit.Environment.Concat(unit.Credentials.Keys.Where(c => !c.StartsWith("ignore.", StringComparison.Ordinal)).Select(
            c => KeyValuePair.Create(c, c.StartsWith("Postgres", StringComparison.Ordinal) ? "Host=postgres" : "redis:6379"))))
        {
            if (!all.TryAdd(name, value))
            {
                yield return $"{name} is set twice";
            }
        }

        foreach (var fault in RealSettings.Faults(all))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Secrets(UnitFile unit)
    {
        if (unit.Environment.GetValueOrDefault("Server__SecretsFolder") != "%d")
        {
            yield return "Server__SecretsFolder is not the folder of credentials, %d";
        }

        foreach (var (name, file) in unit.Environment.Where(e => e.Key.EndsWith("File", StringComparison.Ordinal)))
        {
            if (!file.StartsWith("%d/", StringComparison.Ordinal) || !unit.Credentials.ContainsKey(file["%d/".Length..]))
            {
                yield return $"{name} is {file}, which is no credential";
            }
        }
    }

    private static IEnumerable<string> Life(UnitFile unit)
    {
        if (unit.Last("TimeoutStopSec") is not { } stop || !stop.EndsWith('s')
            || TimeSpan.FromSeconds(int.Parse(stop[..^1], CultureInfo.InvariantCulture)) <= ServerHost.LongestEnd)
        {
            yield return $"TimeoutStopSec is no longer than the {ServerHost.LongestEnd.TotalSeconds} s in which the program ends";
        }

        if (unit.Last("Restart") != "on-failure" || unit.Last("RestartPreventExitStatus") != $"{(int)ExitCode.Misused}")
        {
            yield return $"Restart is not on-failure except for exit code {(int)ExitCode.Misused}";
        }

        var data = unit.Environment.GetValueOrDefault("Server__DataFolder");
        if (!(unit.Last("StateDirectory") ?? "").Split(' ').Any(d => $"%S/{d}" == data) || unit.Last("WorkingDirectory") != data)
        {
            yield return "Server__DataFolder is not the StateDirectory, which alone can be written to";
        }
    }
}
