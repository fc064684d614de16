using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Prometheus;

namespace HazmatTrack.BadInput;

/// <summary>The program's counters, read as Prometheus would.</summary>
internal sealed partial class Meters
{
    private readonly List<(string Name, string Partition, string Reason, long Value)> _lines = [];

    public static async Task<Meters> ReadAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        var meters = new Meters();
        foreach (Match line in Line().Matches(Encoding.UTF8.GetString(text.ToArray())))
        {
            meters._lines.Add((line.Groups[1].Value, line.Groups[2].Value, line.Groups[3].Value,
                long.Parse(line.Groups[4].Value, CultureInfo.InvariantCulture)));
        }

        return meters;
    }

    public long Applied(int? partition = null) => Sum("hazmattrack_reports_applied_total", partition);

    public long Duplicates(int? partition = null) => Sum("hazmattrack_reports_duplicate_total", partition);

    public long DeadLetters(int? partition = null) => Sum("hazmattrack_dead_letters_total", partition);

    /// <summary>Sent on to another partition: each is settled there, as a record of its own.</summary>
    public long Misrouted(int? partition = null) => Sum("hazmattrack_misrouted_total", partition);

    public long Restarts => Sum("hazmattrack_tracking_restarts_total", null);

    public Dictionary<string, long> ByReason => _lines.Where(l => l.Name == "hazmattrack_dead_letters_total")
        .GroupBy(l => l.Reason).ToDictionary(g => g.Key, g => g.Sum(l => l.Value));

    /// <summary>What has come to its end: applied, known before, or dead. Over all partitions that is what senders produced.</summary>
    public long Settled(int? partition = null) => Applied(partition) + Duplicates(partition) + DeadLetters(partition);

    private long Sum(string name, int? partition) =>
        _lines.Where(l => l.Name == name && (partition is null || l.Partition == partition.Value.ToString(CultureInfo.InvariantCulture))).Sum(l => l.Value);

    [GeneratedRegex("""^(\w+)(?:\{(?:partition="(\d+)")?(?:,?reason="([^"]*)")?\})? (\d+)\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
