using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>
/// A truck that drives back and forth on one path at an even speed, with a rest at either end, for all time: its position follows from the instant alone, so
/// a simulation that was stopped continues as if it had not been.
/// </summary>
public sealed class Shuttle
{
    private readonly Polyline _way;
    private readonly Speed _speed;
    private readonly long _driveMs;
    private readonly long _restMs;
    private readonly long _phaseMs;

    /// <param name="speed">The speed, above zero.</param>
    /// <param name="rest">The rest at either end.</param>
    /// <param name="phase">The fraction of its round completed at 1970-01-01T00:00:00Z, 0 to 1.</param>
    public Shuttle(Polyline way, Speed speed, TimeSpan rest, double phase)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed.MetresPerSecond, nameof(speed));
        _way = way;
        _speed = speed;
        _driveMs = (long)Math.Ceiling(way.Length.Metres / speed.MetresPerSecond * 1000);
        _restMs = (long)rest.TotalMilliseconds;
        _phaseMs = (long)(phase * Round.TotalMilliseconds);
    }

    /// <summary>The duration of driving there, resting, driving back and resting.</summary>
    public TimeSpan Round => TimeSpan.FromMilliseconds(2 * (_driveMs + _restMs));

    public TrueState At(Instant time)
    {
        var round = 2 * (_driveMs + _restMs);
        var (rounds, into) = Math.DivRem(time.UnixMilliseconds + _phaseMs, round);
        var back = into >= _driveMs + _restMs;
        var driven = Math.Min(_driveMs, back ? into - _driveMs - _restMs : into);
        var share = (double)driven / _driveMs;
        var along = _way.Length * (back ? 1 - share : share);
        var moves = driven < _driveMs;
        var heading = _way.HeadingAt(along);

        // The odometer counts at most a thousand rounds, so that it fits the values that terminals send.
        var total = (_way.Length * (2 * (rounds % 1000))) + (_way.Length * (back ? 1 + share : share));
        return new(time, _way.At(along), moves ? _speed : Speed.Zero, back ? (heading + 180) % 360 : heading, total);
    }
}
