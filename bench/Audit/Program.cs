using System.Globalization;
using HazmatTrack.Bench.Audit;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    record [--postgres CONNECTION] [--seconds 10] [--repeat 1] [--callers 1,16,64] [--folder PATH]
        looks recorded per second by so many callers, each of whom waits for its entry before the next; by turns on SQLite and PostgreSQL
    size --postgres CONNECTION [--looks 200000] [--names 2000000]
        bytes of a look at one vehicle, and of a vehicle that a list names, with all indexes
    """;
var options = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
if (args.FirstOrDefault() == "size" && options.TryGetValue("--postgres", out var server))
{
    await RecordSize.RunAsync(
        server,
        int.Parse(options.GetValueOrDefault("--looks", "200000"), CultureInfo.InvariantCulture),
        int.Parse(options.GetValueOrDefault("--names", "2000000"), CultureInfo.InvariantCulture));
    return 0;
}

if (args.FirstOrDefault() != "record")
{
    Console.Error.WriteLine(Usage);
    return 1;
}

var callers = options.GetValueOrDefault("--callers", "1,16,64").Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture)).ToList();
var seconds = double.Parse(options.GetValueOrDefault("--seconds", "10"), CultureInfo.InvariantCulture);
var repeat = int.Parse(options.GetValueOrDefault("--repeat", "1"), CultureInfo.InvariantCulture);
await RecordRate.RunAsync(
    options.GetValueOrDefault("--postgres"), options.GetValueOrDefault("--folder", Path.GetTempPath()), callers, TimeSpan.FromSeconds(seconds), repeat);
return 0;
