using System.Diagnostics;
using System.Globalization;
using HazmatTrack.AlertQuality;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

// How good the crossing alerts are: generated journeys over the real borders, scored against where the trucks truly were.
//   dotnet run -c Release --project bench/AlertQuality [-- CROSSINGS [SEED]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var wanted = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var borders = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "borders", "provinces.geojson"));
var journeys = new Journeys(borders, ProvinceMap.FromGeoJson(borders));
TimeSpan[] intervals = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];
var watch = Stopwatch.StartNew();
var total = new Score();
Console.WriteLine($"seed {seed}; 15 m noise, 1 % drift, 0.5 outages an hour, 2 % doubled, 2 % late; intervals 10 to 60 s");
Console.WriteLine($"{"scenario",-10}{"journeys",9}{"true",8}{"found",8}{"false",7}{"grazes",8}{"unseen",8}{"precision",11}{"recall",9}{"p95 of time error",20}{"order mattered",16}");
foreach (var scenario in Enum.GetValues<Scenario>())
{
    var score = new Score { OnFault = Environment.GetEnvironmentVariable("FAULTS") is null ? null : Console.WriteLine };
    for (var i = 0; score.True < wanted / 4; i++)
    {
        var random = new Random((seed * 10_000_019) + ((int)scenario * 1_000_003) + i);
        var interval = intervals[i % intervals.Length];
        var track = journeys.Drive(scenario, random);
        var arrivals = new Uplink(new() { Interval = interval }, random).Send(track, new Receiver(new(), random));
        score.Judge(journeys.Map, track, arrivals, interval, random);
    }

    Print(scenario.ToString().ToLowerInvariant(), score);
    total.Add(score);
}

Print("all", total);
var alarms = 0;
const int parked = 200;
for (var i = 0; i < parked; i++)
{
    var random = new Random((seed * 10_000_019) + 99_000_000 + i);
    alarms += Parked.Alarms(journeys, random, intervals[i % intervals.Length]);
}

Console.WriteLine($"parked on a border for 24 h, 15 m noise, 1 % drift: {alarms} alarms of {parked} trucks");
Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s");

static void Print(string name, Score s) => Console.WriteLine(
    $"{name,-10}{s.Journeys,9}{s.True,8}{s.Found,8}{s.False,7}{s.Grazes,8}{s.Unseen,8}{s.Precision,11:0.0000}{s.Recall,9:0.0000}{s.TimeErrorP95,14:0.00} intervals{s.OrderMattered,9}");
