using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Simulation;

namespace HazmatTrack.Throughput;

/// <summary>Trucks that drive to and fro between cities all over the Delta, straight, a border every some hundred reports.</summary>
internal sealed class LoadFleet
{
    private static readonly (double Latitude, double Longitude)[] s_cities =
    [
        (31.23, 121.47), (31.30, 120.59), (31.57, 120.30), (31.81, 119.97), (32.06, 118.80), (32.39, 119.42), (32.46, 119.92), (31.98, 120.89),
        (33.35, 120.16), (33.61, 119.02), (34.20, 117.28), (34.60, 119.22), (30.27, 120.15), (30.75, 120.76), (30.89, 120.09), (30.00, 120.58),
        (29.87, 121.54), (29.08, 119.65), (28.66, 121.42), (28.00, 120.70), (28.97, 118.87), (31.82, 117.23), (31.35, 118.43), (31.67, 118.51),
        (32.30, 118.32), (32.94, 117.36), (32.90, 115.81), (30.54, 117.06), (29.71, 118.34), (30.94, 118.76),
    ];

    private readonly VehicleId[] _vehicles;
    private readonly byte[][] _keys;
    private readonly Polyline[] _ways;
    private readonly Shuttle[] _shuttles;

    public LoadFleet(int count)
    {
        var random = new Random(1);
        _vehicles = new VehicleId[count];
        _keys = new byte[count][];
        _ways = new Polyline[count];
        _shuttles = new Shuttle[count];
        for (var i = 0; i < count; i++)
        {
            var from = random.Next(s_cities.Length);
            var to = (from + 1 + random.Next(s_cities.Length - 1)) % s_cities.Length;
            _ways[i] = new([City(from), City(to)]);
            _vehicles[i] = new(string.Create(CultureInfo.InvariantCulture, $"沪{"DEFGHJKLMN"[i / 90_000]}{10_000 + (i % 90_000)}"), PlateColour.Yellow);
            _keys[i] = Encoding.UTF8.GetBytes(_vehicles[i].ToString());
            _shuttles[i] = new(_ways[i], Speed.FromKilometresPerHour(random.Next(55, 80)), TimeSpan.FromMinutes(20), random.NextDouble());
        }
    }

    public int Count => _vehicles.Length;

    public VehicleId Vehicle(int truck) => _vehicles[truck];

    /// <summary>The Kafka key.</summary>
    public byte[] Key(int truck) => _keys[truck];

    /// <summary>A permit for all four provinces.</summary>
    public Permit Permit(int truck) => new()
    {
        Number = $"LOAD-TXZ-{_vehicles[truck]}",
        Vehicle = _vehicles[truck],
        Provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang, ProvinceCode.Anhui],
        ValidFrom = default,
        ValidTo = Instant.From(DateTimeOffset.MaxValue),
    };

    /// <summary>The way it drives, as its permitted route.</summary>
    public Domain.Documents.Routes.Route Route(int truck) => new()
    {
        Number = $"LOAD-LX-{_vehicles[truck]}",
        Vehicle = _vehicles[truck],
        Line = [.. _ways[truck].Points],
        Corridor = Distance.FromMetres(500),
        ValidFrom = default,
        ValidTo = Instant.From(DateTimeOffset.MaxValue),
    };

    public PositionReport Report(int truck, Instant at)
    {
        var truth = _shuttles[truck].At(at);
        return new()
        {
            Time = truth.Time,
            Position = truth.Position,
            SpeedDeciKmh = (ushort)(truth.Speed.KilometresPerHour * 10),
            HeadingDegrees = (ushort)truth.HeadingDegrees,
            MileageDeciKm = (uint)(truth.Driven.Metres / 100),
            Status = ReportStatus.AccOn | ReportStatus.Fixed,
        };
    }

    private static GeoPoint City(int index) => GeoPoint.FromDegrees(s_cities[index].Latitude, s_cities[index].Longitude);
}
