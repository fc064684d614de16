using System.Diagnostics;
using System.Globalization;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Lookup;

// How fast the province of a point is found: the grid, the rule without the grid, and NetTopologySuite's polygons, side by side in one run.
//   dotnet run -c Release --project bench/Lookup [-- POINTS [ROUNDS]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
var borders = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "borders", "provinces.geojson"));
var opening = Stopwatch.StartNew();
var map = ProvinceMap.FromGeoJson(borders);
Console.WriteLine($"map opened and checked in {opening.Elapsed.TotalSeconds:0.0} s; one thread");
var shapes = new Shapes(borders);
var random = new Random(20261126);

GeoPoint InTheBox() => new(random.Next(26_500_000, 36_000_000), random.Next(114_000_000, 123_500_000));

GeoPoint AtABorder()
{
    while (true)
    {
        var vertex = shapes.Vertices[random.Next(shapes.Vertices.Count)];
        var p = new GeoPoint((int)(vertex.Y * 1e6) + random.Next(-10_000, 10_000), (int)(vertex.X * 1e6) + random.Next(-10_000, 10_000));
        if (p.LatitudeE6 is >= 26_500_000 and < 36_000_000 && p.LongitudeE6 is >= 114_000_000 and < 123_500_000)
        {
            return p;
        }
    }
}

var agree = Measure("in the box 114–123.5°E, 26.5–36°N", InTheBox) & Measure("within 0.01° of a border's or a coast's vertex", AtABorder);
return agree ? 0 : 1;

bool Measure(string what, Func<GeoPoint> point)
{
    var points = Enumerable.Range(0, count).Select(_ => point()).ToArray();
    (string Name, Func<GeoPoint, int> Locate, List<double> Rates)[] ways =
    [
        ("ProvinceMap.Locate", p => map.Locate(p).Number, []),
        ("ProvinceMap.LocateExact", p => map.LocateExact(p).Number, []),
        ("IndexedPointInAreaLocator", shapes.Indexed, []),
        ("PreparedGeometry.Covers", shapes.Prepared, []),
    ];
    var answers = ways.Select(_ => new int[count]).ToArray();

    // There and back, so that whatever changes in the course of the run meets all alike; the first round warms up. By processor time, collector
    // included, since other programs may run beside.
    for (var round = 0; round <= rounds; round++)
    {
        foreach (var way in Enumerable.Range(0, ways.Length).Concat(Enumerable.Range(0, ways.Length).Reverse()))
        {
            var (locate, into) = (ways[way].Locate, answers[way]);
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < points.Length; i++)
            {
                into[i] = locate(points[i]);
            }

            if (round > 0)
            {
                ways[way].Rates.Add(count / (Environment.CpuUsage.TotalTime - before).TotalSeconds);
            }
        }
    }

    Console.WriteLine($"{count:N0} points {what}; lookups in a second of processor time, median of {2 * rounds} passes, least and greatest");
    var reference = Median(ways[^1].Rates);
    foreach (var (name, _, rates) in ways)
    {
        Console.WriteLine($"  {name,-27}{Median(rates),12:N0}/s{rates.Min(),12:N0}{rates.Max(),12:N0}{Median(rates) / reference,8:0.0}x");
    }

    // The polygons know no sea: where they say none, the map may give the nearest coast's province.
    var (exact, indexed, prepared, land) = (0, 0, 0, 0);
    for (var i = 0; i < count; i++)
    {
        exact += answers[0][i] == answers[1][i] ? 0 : 1;
        indexed += answers[2][i] == answers[3][i] ? 0 : 1;
        land += answers[3][i] != 0 ? 1 : 0;
        prepared += answers[3][i] == 0 || answers[0][i] == answers[3][i] ? 0 : 1;
    }

    Console.WriteLine($"  {land:N0} on land; disagreements: grid and rule {exact}, grid and polygons on land {prepared}, the two of NetTopologySuite {indexed}");
    return exact + indexed + prepared == 0;
}

static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
