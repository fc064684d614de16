using System.Globalization;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.AlertQuality;

/// <summary>What is run.</summary>
public sealed record Options
{
    public const string Usage =
        "AlertQuality [CROSSINGS [SEED]] [--seeds FIRST-LAST] [--terminals] [--deep METRES] [--long SECONDS] [--parked TRUCKS] [--bursts FIXES] [--only SCENARIO] [--faults]";

    /// <summary>True crossings for each seed, a quarter of them in each scenario.</summary>
    public int Crossings { get; init; } = 10_000;

    /// <summary>The first seed. The same one gives the same journeys.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>The last seed.</summary>
    public int LastSeed { get; init; } = 1;

    /// <summary>Whether every terminal is at fault, a tenth of them in each way.</summary>
    public bool Terminals { get; init; }

    /// <summary>Which stays count.</summary>
    public Counting Counting { get; init; } = Counting.Default;

    /// <summary>Trucks parked for a day, at each kind of stop, for each seed.</summary>
    public int Parked { get; init; } = 200;

    /// <summary>The most fixes of one burst of drift of a parked truck; null for the receiver's own.</summary>
    public int? Bursts { get; init; }

    /// <summary>The only scenario that is run; null for all of them.</summary>
    public Scenario? Only { get; init; }

    /// <summary>Whether everything missed or invented is printed.</summary>
    public bool Faults { get; init; }

    /// <exception cref="ArgumentException">An option that nobody knows, or without its value.</exception>
    public static Options Read(string[] args)
    {
        var options = new Options();
        var numbers = 0;
        for (var i = 0; i < args.Length; i++)
        {
            string Text() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value. {Usage}");
            int Value() => Number(Text());
            options = args[i] switch
            {
                "--seeds" => options.WithSeeds(Text()),
                "--terminals" => options with { Terminals = true },
                "--deep" => options with { Counting = options.Counting with { Depth = Distance.FromMetres(Value()) } },
                "--long" => options with { Counting = options.Counting with { Stay = TimeSpan.FromSeconds(Value()) } },
                "--parked" => options with { Parked = Value() },
                "--bursts" => options with { Bursts = Math.Max(1, Value()) },
                "--only" => options with { Only = ScenarioOf(Text()) },
                "--faults" => options with { Faults = true },
                var text => numbers++ switch
                {
                    0 => options with { Crossings = Number(text) },
                    1 => options.WithSeeds(text),
                    _ => throw new ArgumentException($"{text}: one argument too many. {Usage}"),
                },
            };
        }

        return options;
    }

    private Options WithSeeds(string text)
    {
        var ends = text.Split('-', 2);
        return this with { FirstSeed = Number(ends[0]), LastSeed = Number(ends[^1]) };
    }

    private static Scenario ScenarioOf(string text) => Enum.TryParse<Scenario>(text, ignoreCase: true, out var scenario) && Enum.IsDefined(scenario)
        ? scenario
        : throw new ArgumentException($"{text} is no scenario. {Usage}");

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0
        ? number
        : throw new ArgumentException($"{text} is no option and no number. {Usage}");
}
