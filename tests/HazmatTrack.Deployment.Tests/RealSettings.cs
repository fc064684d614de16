using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Deployment.Tests;

/// <summary>Asks the program itself whether the variables of an environment are settings of it.</summary>
internal static class RealSettings
{
    /// <summary>Variables that are not the program's but its runtime's, or its system's.</summary>
    private static readonly string[] s_others = ["PATH", "TZ", "LANG", "DOTNET_RUNNING_IN_CONTAINER", "DOTNET_EnableDiagnostics"];

    /// <summary>What the program would say of these variables at its start, and those that are neither settings nor known otherwise.</summary>
    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string> variables) =>
        variables.Keys.Where(v => !v.Contains("__", StringComparison.Ordinal) && !s_others.Contains(v)).Select(v => $"{v} is not a setting")
            .Concat(TryRead(variables, out _));

    /// <summary>The settings that the program has with these variables.</summary>
    /// <exception cref="SettingsException">It would not start with them.</exception>
    public static AllSettings Read(IReadOnlyDictionary<string, string> variables) => AllSettings.Read(Configuration(variables), RuleList.Catalog);

    /// <summary>The settings, or what the program would say of them; they are null then.</summary>
    public static IReadOnlyList<string> TryRead(IReadOnlyDictionary<string, string> variables, out AllSettings? settings)
    {
        try
        {
            settings = Read(variables);
            return [];
        }
        catch (SettingsException e)
        {
            settings = null;
            return e.Message.Split(Environment.NewLine);
        }
    }

    /// <summary>As on the command line, where nothing is meant for another program: a section that does not exist is refused there.</summary>
    private static IConfigurationRoot Configuration(IReadOnlyDictionary<string, string> variables) => new ConfigurationBuilder().AddCommandLine(
        [.. variables.Where(v => v.Key.Contains("__", StringComparison.Ordinal))
            .Select(v => $"--{v.Key.Replace("__", ":", StringComparison.Ordinal)}={v.Value}")])
        .Build();
}
