using System.Collections.Concurrent;
using HazmatTrack.Storage;
using Prometheus;

namespace HazmatTrack.Tracker.Support;

/// <summary>Logs and counts each unreadable stored row once, however often it is read.</summary>
internal sealed partial class DamageLog(IMetricFactory metrics, ILogger<DamageLog> log)
{
    /// <summary>Above this number the damage is not limited to rows, and each further one is logged each time.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<(string Table, string Key), bool> _known = [];

    private readonly Counter _rows = metrics.CreateCounter(
        "hazmattrack_damaged_rows_total", "Stored rows that could not be read and were set aside, by kind. Each counts once for each process that met it.", ["kind"])
        .ShownFor(Damage.Kinds);

    /// <summary>Logs and counts damage. Called from any thread.</summary>
    public void Found(Damage damage)
    {
        if (_known.Count >= Most || _known.TryAdd((damage.Table, damage.Key), true))
        {
            _rows.WithLabels(damage.Kind).Inc();
            LogDamage(damage.Table, damage.Key, damage.Vehicle?.ToString() ?? "unknown", damage.Partition?.ToString(null, null) ?? "unknown",
                damage.Reason, damage.Consequence);
        }
    }

    [LoggerMessage(LogLevel.Error, "A row of {Table} cannot be read: {Key}, vehicle {Vehicle}, partition {Partition}: {Reason} {Consequence}")]
    private partial void LogDamage(string table, string key, string vehicle, string partition, string reason, string consequence);
}
