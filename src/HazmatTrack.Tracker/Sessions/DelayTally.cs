using HazmatTrack.Domain;
using Prometheus;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>Adds up the delays of one batch, so that the histogram is updated once for each bucket instead of once for each report. For one thread.</summary>
/// <param name="histogram">A histogram of seconds.</param>
/// <param name="bounds">The upper bounds of its buckets.</param>
internal sealed class DelayTally(Histogram histogram, double[] bounds)
{
    /// <summary>Upper bounds of the event-time delay, seconds: a live report, a jittery one, a tunnel, an outage, a back-fill.</summary>
    internal static readonly double[] Bounds = [1, 2, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600];

    private readonly long[] _counts = new long[bounds.Length + 1];
    private readonly double[] _sums = new double[bounds.Length + 1];

    public void Add(Instant time, Instant now)
    {
        var delay = Math.Max(0, (now.UnixMilliseconds - time.UnixMilliseconds) / 1000.0);
        var bucket = 0;
        while (bucket < bounds.Length && delay > bounds[bucket])
        {
            bucket++;
        }

        _counts[bucket]++;
        _sums[bucket] += delay;
    }

    /// <summary>Adds the sums to the histogram and resets them.</summary>
    public void Flush()
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                histogram.Observe(_sums[i] / _counts[i], _counts[i]);
                _counts[i] = 0;
                _sums[i] = 0;
            }
        }
    }
}
