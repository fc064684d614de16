using System.Diagnostics;
using System.Globalization;
using HazmatTrack.AlertQuality;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

// How good the crossing alerts are: generated journeys over the real borders, scored against where the trucks truly were.
//   dotnet run -c Release --project bench/AlertQuality [-- [CROSSINGS [SEED]] [--deep METRES] [--long SECONDS] [--parked TRUCKS] [--faults]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Read(args);
var borders = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "borders", "provinces.geojson"));
var journeys = new Journeys(borders, ProvinceMap.FromGeoJson(borders));
TimeSpan[] intervals = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];
var watch = Stopwatch.StartNew();
var total = new Score(options.Counting);
Console.WriteLine($"seed {options.Seed}; 15 m noise, 1 % drift, 0.5 outages an hour, 2 % doubled, 2 % late; intervals 10 to 60 s; counted: stays {options.Counting}");
Console.WriteLine($"{"scenario",-10}{"journeys",9}{"true",8}{"found",8}{"false",7}{"grazes",8}{"unseen",8}{"ends",6}{"precision",11}{"recall",9}{"p95 of time error",20}{"as stated",11}{"order mattered",16}");
foreach (var scenario in Enum.GetValues<Scenario>())
{
    var journey = 0;
    var score = new Score(options.Counting) { OnFault = options.Faults ? fault => Console.WriteLine($"{scenario} {journey}: {fault}") : null };
    for (var i = 0; score.True < options.Crossings / 4; i++)
    {
        var random = new Random((options.Seed * 10_000_019) + ((int)scenario * 1_000_003) + i);
        var interval = intervals[i % intervals.Length];
        var track = journeys.Drive(scenario, random);
        var arrivals = new Uplink(new() { Interval = interval }, random).Send(track, new Receiver(new(), random));
        journey = i;
        score.Judge(journeys.Map, track, arrivals, interval, random);
    }

    Print(scenario.ToString().ToLowerInvariant(), score);
    total.Add(score);
}

Print("all", total);
foreach (var stop in Enum.GetValues<Stop>())
{
    var (alarms, trucks) = (0, 0);
    for (var i = 0; i < options.Parked; i++)
    {
        var random = new Random((options.Seed * 10_000_019) + 99_000_000 + i);
        var found = Parked.Alarms(journeys, stop, random, intervals[i % intervals.Length]);
        alarms += found.Count;
        trucks += found.Count > 0 ? 1 : 0;
        if (options.Faults)
        {
            found.ForEach(f => Console.WriteLine($"parked {stop} truck {i}: {f.Key} {f.Onset}, dark {f.Crossing!.Dark}"));
        }
    }

    Console.WriteLine($"parked for 24 h, {Parked.Text(stop)}, 15 m noise, 1 % drift: {alarms} alarms, by {trucks} of {options.Parked} trucks");
}

Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s");

static void Print(string name, Score s) => Console.WriteLine(
    $"{name,-10}{s.Journeys,9}{s.True,8}{s.Found,8}{s.False,7}{s.Grazes,8}{s.Unseen,8}{s.Ends,6}{s.Precision,11:0.0000}{s.Recall,9:0.0000}{s.TimeErrorP95,14:0.00} intervals{(double)s.AsStated / Math.Max(1, s.Found),10:0.000}{s.OrderMattered,9}");
