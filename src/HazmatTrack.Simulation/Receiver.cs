using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Simulation;

/// <summary>
/// A GNSS receiver: measures the position of a truck with white and wandering noise, at times far off, at times not at all. Fixes are taken in order of time;
/// the same seed gives the same errors.
/// </summary>
public sealed class Receiver(ReceiverSettings settings, Random random)
{
    private (double East, double North) _wander;
    private Instant? _last;
    private Instant? _driftsAsked;
    private Instant _driftSince;
    private int _driftLeft;
    private bool _scattered;
    private double _wrongSpeed;
    private (double East, double North) _drift;

    /// <summary>Takes a fix of the truck's position.</summary>
    /// <param name="truth">The true state, later than the one before.</param>
    /// <param name="covered">Whether the sky is hidden (a tunnel): there is no fix then.</param>
    public PositionReport Take(in TrueState truth, bool covered = false)
    {
        Wander(truth.Time);
        var white = settings.Noise.Metres * Math.Sqrt(1 - settings.WanderPart);
        var east = _wander.East + (white * Normal());
        var north = _wander.North + (white * Normal());
        var speed = truth.Speed.KilometresPerHour;
        speed = speed > 0 ? Math.Max(0, speed + (settings.SpeedNoise.KilometresPerHour * Normal())) : 0;
        if (Drifts(truth.Time))
        {
            east += _drift.East;
            north += _drift.North;
            speed += _wrongSpeed * Math.Abs(Normal());
        }

        var position = new GeoPoint(
            truth.Position.LatitudeE6 + (int)Math.Round(north / Geodesy.MetresPerLatitudeE6),
            truth.Position.LongitudeE6 + (int)Math.Round(east / Geodesy.MetresPerLongitudeE6(truth.Position.LatitudeE6)));
        var blind = covered || random.NextDouble() < settings.NoFixShare;
        return new()
        {
            Time = truth.Time,
            Position = blind ? default : position,
            SpeedDeciKmh = blind ? (ushort)0 : (ushort)Math.Round(speed * 10),
            HeadingDegrees = (ushort)truth.HeadingDegrees,
            MileageDeciKm = (uint)(truth.Driven.Metres / 100),
            Status = ReportStatus.AccOn | (blind ? ReportStatus.None : ReportStatus.Fixed),
        };
    }

    private void Wander(Instant now)
    {
        var keep = _last is { } last ? Math.Exp(-((now - last) / settings.WanderTime)) : 0;
        var spread = settings.Noise.Metres * Math.Sqrt(settings.WanderPart * (1 - (keep * keep)));
        _wander = ((_wander.East * keep) + (spread * Normal()), (_wander.North * keep) + (spread * Normal()));
        _last = now;
    }

    private bool Drifts(Instant now)
    {
        var silent = _driftsAsked is { } asked && now - asked > settings.LongestDriftTime;
        _driftsAsked = now;
        if (_driftLeft > 0 && now - _driftSince <= settings.LongestDriftTime)
        {
            _driftLeft--;
            _drift = _scattered ? Offset() : _drift;
            return true;
        }

        // Bursts are less frequent in proportion to their length, so that the share of fixes is right.
        var mean = silent ? 1 : MeanBurst();
        if (random.NextDouble() >= settings.DriftShare / mean)
        {
            return false;
        }

        _driftLeft = 0;
        while (_driftLeft + 1 < settings.LongestDrift && random.NextDouble() < settings.DriftGoesOn)
        {
            _driftLeft++;
        }

        _driftSince = now;
        _scattered = random.NextDouble() < settings.ScatteredDrifts;
        _wrongSpeed = random.NextDouble() < settings.DriftsWithWrongSpeed ? 20 : 0;
        _drift = Offset();
        return true;
    }

    private double MeanBurst()
    {
        var (mean, chance) = (0.0, 1.0);
        for (var i = 0; i < settings.LongestDrift; i++)
        {
            mean += chance;
            chance *= settings.DriftGoesOn;
        }

        return mean;
    }

    private (double East, double North) Offset()
    {
        var far = settings.LeastDrift.Metres + ((settings.MostDrift - settings.LeastDrift).Metres * Math.Pow(random.NextDouble(), 2));
        var angle = random.NextDouble() * 2 * Math.PI;
        return (far * Math.Sin(angle), far * Math.Cos(angle));
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
