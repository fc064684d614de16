using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>
/// The terminal between receiver and uplink: the report that it makes of a fix, right or wrong. Fixes are given in order of time; the same seed gives the
/// same faults.
/// </summary>
public sealed class Terminal(TerminalSettings settings, Random random)
{
    private Instant? _last;
    private Instant _freezes;
    private ushort? _frozen;
    private Instant _clockRight;
    private TimeSpan _clockError;

    /// <summary>The report that the terminal sends for a fix taken at the report's time.</summary>
    public PositionReport Report(in PositionReport fix)
    {
        if (_last is null)
        {
            _freezes = fix.Time + (settings.LatestFreeze * random.NextDouble());
        }

        SetClock(fix.Time);
        _last = fix.Time;
        return fix with { Time = fix.Time + _clockError, SpeedDeciKmh = Speed(fix) };
    }

    private ushort? Speed(in PositionReport fix)
    {
        if (settings.Speed == SpeedFault.Absent || fix.SpeedDeciKmh is not { } right)
        {
            return null;
        }

        if (settings.Speed == SpeedFault.Stuck && fix.Time >= _freezes)
        {
            return _frozen ??= right;
        }

        var factor = settings.Speed switch
        {
            SpeedFault.Zero => 0,
            SpeedFault.Halved => 0.5,
            SpeedFault.Doubled => 2,
            SpeedFault.InMetresPerSecond => 1 / 3.6,
            SpeedFault.InKnots => 1 / 1.852,
            _ => 1,
        };
        return (ushort)Math.Min(Math.Round(right * factor), ushort.MaxValue);
    }

    private void SetClock(Instant now)
    {
        if (_clockError != TimeSpan.Zero && now >= _clockRight)
        {
            _clockError = TimeSpan.Zero;
        }
        else if (_clockError == TimeSpan.Zero && _last is { } last && random.NextDouble() < settings.ClockStepsPerHour * (now - last).TotalHours)
        {
            var (least, most) = (settings.ShortestClockStep.TotalSeconds, settings.LongestClockStep.TotalSeconds);
            var step = Math.Round(least * Math.Pow(most / least, random.NextDouble()));
            _clockError = TimeSpan.FromSeconds(random.Next(2) == 0 ? step : -step);
            _clockRight = now + settings.ShortestClockError + ((settings.LongestClockError - settings.ShortestClockError) * random.NextDouble());
        }
    }
}
