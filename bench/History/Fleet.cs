using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Bench.History;

/// <summary>
/// Trucks that drive and park, each with its own interval of 10 to 30 s, seen by receivers whose error wanders by some 3 m
/// (first-order autoregressive, 0.95 from report to report), in whole microdegrees and seconds.
/// </summary>
internal sealed class Fleet
{
    private readonly Truck[] _trucks;
    private readonly Random _random;

    public Fleet(int trucks, int seed)
    {
        _random = new(seed);
        _trucks = new Truck[trucks];
        Vehicles = new VehicleId[trucks];
        for (var i = 0; i < trucks; i++)
        {
            Vehicles[i] = new($"沪{"BCDEFGHJKL"[i / 100_000]}{i % 100_000:00000}", PlateColour.Yellow);
            _trucks[i] = new()
            {
                Latitude = 29e6 + (_random.NextDouble() * 4e6),
                Longitude = 117e6 + (_random.NextDouble() * 5e6),
                Heading = _random.NextDouble() * 360,
                Interval = _random.Next(10, 31),
                Time = Start.UnixMilliseconds + (_random.Next(30) * 1000),
                Mileage = _random.Next(500_000),
                Until = _random.Next(30, 400),
                Target = 12 + (_random.NextDouble() * 12),
            };
        }
    }

    public static Instant Start { get; } = Instant.FromSeconds(1_772_409_600);

    public VehicleId[] Vehicles { get; }

    /// <summary>The next report of a truck.</summary>
    public PositionReport Next(int truck)
    {
        ref var t = ref _trucks[truck];
        if (--t.Until <= 0)
        {
            t.Parked = !t.Parked;
            t.Until = t.Parked ? _random.Next(40, 900) : _random.Next(100, 700);
            t.Target = 12 + (_random.NextDouble() * 12);
        }

        t.Speed += ((t.Parked ? 0 : t.Target) - t.Speed) * 0.3;
        if (t.Parked && t.Speed < 0.5)
        {
            t.Speed = 0;
        }
        else
        {
            t.Speed = Math.Max(0, t.Speed + Gauss(0.4));
            t.Heading += Gauss(t.Speed > 5 ? 3 : 10);
        }

        t.Time += t.Interval * 1000;
        var metres = t.Speed * t.Interval;
        var radians = t.Heading * Math.PI / 180;
        var perLongitude = Geodesy.MetresPerLongitudeE6((int)t.Latitude);
        t.Latitude += metres * Math.Cos(radians) / Geodesy.MetresPerLatitudeE6;
        t.Longitude += metres * Math.Sin(radians) / perLongitude;
        if (t.Latitude is < 27e6 or > 35e6 || t.Longitude is < 115e6 or > 123e6)
        {
            t.Heading += 180;
        }

        // It wanders at rest too: receivers that hold a parked truck still would make it look smaller than it may be.
        t.NorthError = (0.95 * t.NorthError) + Gauss(3 * 0.312);
        t.EastError = (0.95 * t.EastError) + Gauss(3 * 0.312);
        t.Mileage += metres / 100;
        t.Altitude = Math.Clamp(t.Altitude + (t.Speed > 0 && _random.Next(4) == 0 ? _random.Next(-1, 2) : 0), -5, 60);
        return new()
        {
            Time = new(t.Time),
            Position = new(
                (int)Math.Round(t.Latitude + (t.NorthError / Geodesy.MetresPerLatitudeE6)),
                (int)Math.Round(t.Longitude + (t.EastError / perLongitude))),
            SpeedDeciKmh = (ushort)(t.Speed == 0 ? 0 : Math.Max(0, Math.Round((t.Speed * 36) + Gauss(4)))),
            HeadingDegrees = (ushort)((((int)Math.Round(t.Heading) % 360) + 360) % 360),
            AltitudeMetres = (short)t.Altitude,
            MileageDeciKm = (uint)t.Mileage,
            Status = t.Parked && t.Speed == 0 ? ReportStatus.Fixed : ReportStatus.Fixed | ReportStatus.AccOn,
        };
    }

    private double Gauss(double sigma) =>
        sigma * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private struct Truck
    {
        public double Latitude, Longitude, Heading, Speed, Target, NorthError, EastError, Mileage;
        public long Time;
        public int Interval, Until, Altitude;
        public bool Parked;
    }
}
