using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Simulation;

/// <summary>The true position of a truck at every instant: a path, and how it was driven. Receivers measure it with errors.</summary>
public sealed class TrueTrack
{
    private readonly List<Leg> _legs = [];

    public TrueTrack(Polyline way, Instant start)
    {
        Way = way;
        Start = start;
    }

    public Polyline Way { get; }

    public Instant Start { get; }

    public Instant End => _legs.Count > 0 ? _legs[^1].End : Start;

    /// <summary>How far along the path the journey has been laid out.</summary>
    public Distance Reached => _legs.Count > 0 ? _legs[^1].To : Distance.Zero;

    public IReadOnlyList<Leg> Legs => _legs;

    /// <summary>Drives on at an even speed, at most to the end of the path.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The speed is not above zero.</exception>
    public TrueTrack Drive(Distance length, Speed speed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed.MetresPerSecond, nameof(speed));
        var to = Reached + length < Way.Length ? Reached + length : Way.Length;
        if (to > Reached)
        {
            // The duration is in whole milliseconds, as instants are.
            var lasts = TimeSpan.FromMilliseconds(Math.Max(1, Math.Round((to - Reached).Metres / speed.MetresPerSecond * 1000)));
            _legs.Add(new(Reached, to, End, lasts));
        }

        return this;
    }

    /// <summary>Adds a stop at the current position.</summary>
    public TrueTrack Stand(TimeSpan time)
    {
        _legs.Add(new(Reached, Reached, End, time));
        return this;
    }

    /// <summary>Drives to the end of the path.</summary>
    public TrueTrack DriveToEnd(Speed speed) => Drive(Way.Length, speed);

    /// <summary>The state of the truck; at the start before the track begins, at the end after it.</summary>
    public TrueState At(Instant time)
    {
        if (_legs.Count == 0)
        {
            return new(time, Way.At(Distance.Zero), Speed.Zero, Way.HeadingAt(Distance.Zero), Distance.Zero);
        }

        var leg = _legs[LegAt(time)];
        var into = Math.Clamp((time - leg.Start) / leg.Lasts, 0, 1);
        var along = leg.From + ((leg.To - leg.From) * into);
        var moving = time >= leg.Start && time <= leg.End;
        return new(time, Way.At(along), moving ? leg.Speed : Speed.Zero, Way.HeadingAt(along), along);
    }

    private int LegAt(Instant time)
    {
        var (low, high) = (0, _legs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_legs[middle].Start <= time)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
