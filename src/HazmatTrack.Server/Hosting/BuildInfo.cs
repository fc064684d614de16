using System.Globalization;
using System.Reflection;
using HazmatTrack.Domain.Tracking;
using Prometheus;

namespace HazmatTrack.Server.Hosting;

/// <summary>Version and commit of this program, which distinguish two builds in one cluster.</summary>
internal static class BuildInfo
{
    /// <summary>Version and, where the build knows it, the commit: <c>1.0.0+f9af5c6</c>.</summary>
    public static string Version { get; } = typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Shows the version among the metrics, with the version of the packed state that the program writes.</summary>
    public static void Show(IMetricFactory metrics)
    {
        var parts = Version.Split('+', 2);
        metrics.CreateGauge("hazmattrack_build_info", "Always 1: the version of this program, its commit, and the version of the packed state that it writes.", ["version", "commit", "state"])
            .WithLabels(parts[0], parts.Length > 1 ? parts[1] : "", VehicleTracker.EncodingVersion.ToString(CultureInfo.InvariantCulture)).Set(1);
    }
}
