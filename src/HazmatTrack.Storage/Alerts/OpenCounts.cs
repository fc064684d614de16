using HazmatTrack.Domain.Alerts;

namespace HazmatTrack.Storage.Alerts;

/// <summary>How many alerts are open, by severity: neither closed nor retracted.</summary>
public readonly record struct OpenCounts(long Notice, long Yellow, long Orange, long Red)
{
    /// <summary>Alerts graver than notices.</summary>
    public long Violations => Yellow + Orange + Red;

    public long All => Notice + Violations;

    /// <summary>The change of the counts by events; negative where they close alerts.</summary>
    internal static OpenCounts ChangedBy(IEnumerable<AlertEvent> events)
    {
        Span<long> counts = stackalloc long[4];
        foreach (var alertEvent in events)
        {
            if (alertEvent.Alert.State is { IsOpen: true } now)
            {
                counts[(int)now.Severity]++;
            }

            if (alertEvent.Before is { IsOpen: true } before)
            {
                counts[(int)before.Severity]--;
            }
        }

        return new(counts[0], counts[1], counts[2], counts[3]);
    }
}
