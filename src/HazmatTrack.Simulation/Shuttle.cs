using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>
/// A truck that goes to and fro on one way at an even speed, with a rest at either end, for all time: where it is follows from the instant
/// alone, so a simulation that was stopped continues as if it had not been.
/// </summary>
public sealed class Shuttle
{
    private readonly Polyline _way;
    private readonly Speed _speed;
    private readonly long _driveMs;
    private readonly long _restMs;
    private readonly long _phaseMs;

    /// <param name="way">The way.</param>
    /// <param name="speed">Above zero.</param>
    /// <param name="rest">At either end.</param>
    /// <param name="phase">How far into its round it was at 1970-01-01T00:00:00Z, 0 to 1.</param>
    public Shuttle(Polyline way, Speed speed, TimeSpan rest, double phase)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed.MetresPerSecond, nameof(speed));
        _way = way;
        _speed = speed;
        _driveMs = (long)Math.Ceiling(way.Length.Metres / speed.MetresPerSecond * 1000);
        _restMs = (long)rest.TotalMilliseconds;
        _phaseMs = (long)(phase * Round.TotalMilliseconds);
    }

    /// <summary>The time of going there, resting, coming back and resting.</summary>
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

        // The odometer counts the rounds of a thousand at most, so that it fits what terminals send.
        var total = (_way.Length * (2 * (rounds % 1000))) + (_way.Length * (back ? 1 + share : share));
        return new(time, _way.At(along), moves ? _speed : Speed.Zero, back ? (heading + 180) % 360 : heading, total);
    }
}
