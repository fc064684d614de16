using System.Globalization;
using System.Text;
using Prometheus;

namespace HazmatTrack.Server.Tests;

/// <summary>What a program's metrics say.</summary>
internal static class Counters
{
    /// <summary>The sum of a counter over its labels, or over those that contain a text.</summary>
    public static async Task<double> SumAsync(CollectorRegistry registry, string counter, string label = "") =>
        (await LinesAsync(registry))
            .Where(l => l.StartsWith(counter, StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal))
            .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Everything that is shown.</summary>
    public static async Task<string[]> LinesAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }
}
