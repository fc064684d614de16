using System.Globalization;
using HazmatTrack.Bench.History;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    append [--postgres CONNECTION] [--points 4e6] [--repeat 3]   rate of appends, 10,000 trucks, 20,000 points a batch, with journal
    sweep  --postgres CONNECTION [--sizes 2e6,10e6,50e6] [--rows 10e6]   bytes per point and the vehicle-day query, against a table of rows
    codec                                                        bytes per point and speed of the codec alone
    days                                                         speed of the fold of a day's quality alone
    """;
var options = args.Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
var postgres = options.GetValueOrDefault("--postgres");
switch (args.FirstOrDefault())
{
    case "append":
        await AppendRate.RunAsync(postgres, Number("--points", "4e6"), (int)Number("--repeat", "3"));
        return 0;
    case "sweep" when postgres is not null:
        await SizeSweep.RunAsync(postgres, [.. options.GetValueOrDefault("--sizes", "2e6,10e6,50e6").Split(',').Select(Parse)], Number("--rows", "10e6"));
        return 0;
    case "codec":
        CodecRate.Run();
        return 0;
    case "days":
        DayRate.Run();
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 1;
}

long Number(string name, string otherwise) => Parse(options.GetValueOrDefault(name, otherwise));

static long Parse(string text) => (long)double.Parse(text, CultureInfo.InvariantCulture);
