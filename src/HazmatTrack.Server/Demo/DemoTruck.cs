using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Simulation;

namespace HazmatTrack.Server.Demo;

/// <summary>One truck of the demo: its road, its reporting interval and its documents.</summary>
internal sealed class DemoTruck
{
    private const int PlatesOfALetter = 9000;
    private const string Letters = "DEFGHJKLMNPQ";
    private static readonly string[] s_offices = ["沪D", "苏E", "浙F", "皖P"];
    private static readonly int[] s_intervals = [10, 15, 20, 30];
    private static readonly Instant s_from = Instant.From(new(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)));
    private static readonly Instant s_to = Instant.From(new(2099, 12, 31, 0, 0, 0, TimeSpan.FromHours(8)));

    private readonly Polyline _road;

    /// <param name="index">The number of the truck: 0, 1, 2 …</param>
    /// <param name="of">The number of trucks: they are spread evenly, so that borders are crossed at an even pace.</param>
    public DemoTruck(int index, int of)
    {
        _road = DemoRoads.All[index % DemoRoads.All.Count];
        Papers = (index % 10) switch
        {
            3 => DemoPapers.NoPermit,
            7 => DemoPapers.ExpiredPermit,
            5 => DemoPapers.OffRoute,
            _ => DemoPapers.InOrder,
        };
        Vehicle = new(
            string.Create(CultureInfo.InvariantCulture, $"{s_offices[index % s_offices.Length]}{Letters[index / PlatesOfALetter]}{1000 + (index % PlatesOfALetter)}"),
            PlateColour.Yellow);
        Interval = TimeSpan.FromSeconds(s_intervals[index / DemoRoads.All.Count % s_intervals.Length]);
        var way = Papers == DemoPapers.OffRoute ? DemoRoads.Detour(_road) : _road;
        Shuttle = new(way, Speed.FromKilometresPerHour(60 + (index * 7 % 21)), TimeSpan.FromMinutes(8), (double)index / of);
    }

    public VehicleId Vehicle { get; }

    public DemoPapers Papers { get; }

    public TimeSpan Interval { get; }

    public Shuttle Shuttle { get; }

    /// <summary>
    /// The truck's permit in a demo that begins to drive at a time; null where it has none. One that has expired was for a single day
    /// (<see cref="ExpiredDay"/>) and has a number of its own for each such day, so that no earlier filing is corrected.
    /// </summary>
    public Permit? PermitAt(Instant start)
    {
        if (Papers == DemoPapers.NoPermit)
        {
            return null;
        }

        var day = ExpiredDay(start);
        var (number, from, to) = Papers == DemoPapers.ExpiredPermit
            ? (string.Create(CultureInfo.InvariantCulture, $"DEMO-TXZ-{Vehicle}-{day:yyyyMMdd}"), Instant.From(day), Instant.From(day.AddDays(1)))
            : ($"DEMO-TXZ-{Vehicle}", s_from, s_to);
        return new()
        {
            Number = number,
            Vehicle = Vehicle,
            Provinces = [ProvinceCode.Shanghai, ProvinceCode.Jiangsu, ProvinceCode.Zhejiang, ProvinceCode.Anhui],
            ValidFrom = from,
            ValidTo = to,
        };
    }

    /// <summary>The permitted route: the road that the truck should be on.</summary>
    public Domain.Documents.Routes.Route Route => new()
    {
        Number = $"DEMO-LX-{Vehicle}",
        Vehicle = Vehicle,
        Line = [.. _road.Points],
        Corridor = Distance.FromMetres(500),
        ValidFrom = s_from,
        ValidTo = s_to,
    };

    /// <summary>
    /// The first day of a quarter, 30 to 122 days before: long enough ago for every entry of the demo, and within <see cref="Permit.LongAgo"/>, after which the
    /// permit would count as none. Starts within the quarter file the same permit.
    /// </summary>
    private static DateTimeOffset ExpiredDay(Instant start)
    {
        var before = (start - TimeSpan.FromDays(30)).ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8));
        return new(before.Year, ((before.Month - 1) / 3 * 3) + 1, 1, 0, 0, 0, before.Offset);
    }
}

/// <summary>The fault in the documents of a demo truck, if any.</summary>
internal enum DemoPapers
{
    InOrder,
    NoPermit,
    ExpiredPermit,
    OffRoute,
}
