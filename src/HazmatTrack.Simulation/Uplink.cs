using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>
/// The uplink from a terminal to the platform: takes a fix every interval, and loses, delays, holds back and duplicates reports. The same seed gives the same
/// arrivals.
/// </summary>
public sealed class Uplink(UplinkSettings settings, Random random)
{
    private static readonly TimeSpan s_transit = TimeSpan.FromMilliseconds(700);

    private Instant _outageEnd;
    private Instant _deliveredAt;
    private bool _outageLost;

    /// <summary>All reports of a journey in order of arrival.</summary>
    /// <param name="covered">Whether the sky is hidden at a state (tunnels); null for never.</param>
    /// <param name="terminal">The terminal that reports the fixes; null for one without faults.</param>
    public List<Arrival> Send(TrueTrack track, Receiver receiver, Func<TrueState, bool>? covered = null, Terminal? terminal = null)
    {
        var arrivals = new List<Arrival>();
        var next = settings.Interval;
        for (var at = track.Start; at <= track.End; at += next)
        {
            var truth = track.At(at);
            next = truth.Speed == Speed.Zero ? settings.IntervalAtRest ?? settings.Interval : settings.Interval;
            var fix = receiver.Take(truth, covered?.Invoke(truth) ?? false);
            Send(terminal?.Report(fix) ?? fix, at, arrivals);
        }

        // The sort is stable: reports that arrive at the same time keep their order.
        return [.. arrivals.OrderBy(a => a.At.UnixMilliseconds)];
    }

    /// <summary>Adds the arrivals of one report of a terminal with the right time, none to two. Reports are given in order of time.</summary>
    public void Send(in PositionReport report, List<Arrival> arrivals) => Send(report, report.Time, arrivals);

    private void Send(in PositionReport report, Instant taken, List<Arrival> arrivals)
    {
        if (taken >= _outageEnd && random.NextDouble() < settings.OutagesPerHour * settings.Interval.TotalHours)
        {
            _outageEnd = taken + Between(settings.ShortestOutage, settings.LongestOutage);
            _deliveredAt = _outageEnd + Between(TimeSpan.Zero, settings.LongestBackfill);
            _outageLost = random.NextDouble() < settings.OutagesLost;
        }

        if (taken < _outageEnd)
        {
            if (!_outageLost)
            {
                arrivals.Add(new(report, _deliveredAt, taken));
            }

            return;
        }

        if (random.NextDouble() < settings.LossShare)
        {
            return;
        }

        var late = random.NextDouble() < settings.StragglerShare ? Between(TimeSpan.Zero, settings.LongestStraggle) : TimeSpan.Zero;
        arrivals.Add(new(report, taken + s_transit + late, taken));
        if (random.NextDouble() < settings.DuplicateShare)
        {
            arrivals.Add(new(report, taken + s_transit + Between(TimeSpan.Zero, settings.LongestStraggle), taken));
        }
    }

    private TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * random.NextDouble());
}
