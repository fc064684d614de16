using System.Globalization;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.AlertQuality;

/// <summary>What is run.</summary>
/// <param name="Crossings">True crossings, a quarter of them in each scenario.</param>
/// <param name="Seed">The same one gives the same journeys.</param>
/// <param name="Counting">Which stays count.</param>
/// <param name="Parked">Trucks parked for a day, at each kind of stop.</param>
/// <param name="Faults">Whether everything missed or invented is printed.</param>
public sealed record Options(int Crossings, int Seed, Counting Counting, int Parked, bool Faults)
{
    /// <exception cref="ArgumentException">An option that nobody knows, or without its value.</exception>
    public static Options Read(string[] args)
    {
        var options = new Options(10_000, 1, Counting.Default, 200, false);
        var numbers = 0;
        for (var i = 0; i < args.Length; i++)
        {
            int Value() => Number(++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a number."));
            options = args[i] switch
            {
                "--deep" => options with { Counting = options.Counting with { Depth = Distance.FromMetres(Value()) } },
                "--long" => options with { Counting = options.Counting with { Stay = TimeSpan.FromSeconds(Value()) } },
                "--parked" => options with { Parked = Value() },
                "--faults" => options with { Faults = true },
                var text => numbers++ switch
                {
                    0 => options with { Crossings = Number(text) },
                    1 => options with { Seed = Number(text) },
                    _ => throw new ArgumentException($"{text}: one argument too many."),
                },
            };
        }

        return options;
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0
        ? number
        : throw new ArgumentException($"{text} is no option and no number.");
}
