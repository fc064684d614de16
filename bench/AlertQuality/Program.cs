using System.Diagnostics;
using System.Globalization;
using HazmatTrack.AlertQuality;
using HazmatTrack.Domain.Provinces;

// How good the crossing alerts are: generated journeys over the real borders, scored against where the trucks truly were.
//   dotnet run -c Release --project bench/AlertQuality [-- OPTIONS], see Options.Usage
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Read(args);
var borders = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "borders", "provinces.geojson"));
var runs = new Runs(new(borders, ProvinceMap.FromGeoJson(borders)), options);
var watch = Stopwatch.StartNew();
Console.WriteLine(
    $"15 m noise, 1 % drift, 0.5 outages an hour, 2 % doubled, 2 % late; intervals 10 to 60 s; {(options.Terminals ? "every terminal at fault; " : "")}counted: stays {options.Counting}");
var kinds = Enum.GetValues<TerminalKind>().ToDictionary(k => k, _ => new Score(options.Counting));
for (var seed = options.FirstSeed; options.Crossings > 0 && seed <= options.LastSeed; seed++)
{
    Table.Head($"seed {seed}");
    var total = new Score(options.Counting);
    foreach (var scenario in options.Only is { } only ? [only] : Enum.GetValues<Scenario>())
    {
        var sum = new Score(options.Counting);
        foreach (var (journey, kind, score) in runs.Drive(seed, scenario))
        {
            sum.Add(score);
            if (kind is { } fault)
            {
                kinds[fault].Add(score);
            }

            foreach (var text in options.Faults ? score.Faults : [])
            {
                Console.WriteLine($"  {seed} {scenario} {journey} {kind}: {text}");
            }
        }

        Table.Line(Table.Text(scenario), sum);
        total.Add(sum);
    }

    Table.Line("all", total);
}

if (options.Terminals)
{
    Table.Head("all seeds");
    foreach (var (kind, score) in kinds)
    {
        Table.Line(Table.Text(kind), score);
    }
}

foreach (var (stop, rarely) in options.Parked > 0 ? Enum.GetValues<Stop>().SelectMany(s => new[] { (s, false), (s, true) }) : [])
{
    var (alarms, undecidable, by, trucks) = (0, 0, 0, 0);
    for (var seed = options.FirstSeed; seed <= options.LastSeed; seed++)
    {
        foreach (var (truck, kind, found) in runs.Park(seed, stop, rarely))
        {
            (alarms, by, trucks) = (alarms + found.Count, by + (found.Count > 0 ? 1 : 0), trucks + 1);
            undecidable += found.Count(f => f.IsUndecidable);
            foreach (var (f, isUndecidable) in options.Faults ? found : [])
            {
                Console.WriteLine($"  {seed} parked {stop} {(rarely ? "rarely " : "")}truck {truck} {kind}: {f.Key} {f.Onset}, dark {f.Crossing?.Dark}{(isUndecidable ? ", undecidable" : "")}");
            }
        }
    }

    Console.WriteLine(
        $"parked for 24 h, {Parked.Text(stop)}, {(rarely ? "a report every 5 to 60 min" : "as often as on the road")}, bursts of up to {options.Bursts ?? 4}: {alarms} alarms, {undecidable} of them undecidable, by {by} of {trucks} trucks");
}

Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s");
