using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.AlertQuality;

/// <summary>Makes and judges journeys on all cores. What comes out follows from the seed alone.</summary>
public sealed class Runs(Journeys journeys, Options options)
{
    private const int Block = 32;
    private static readonly TimeSpan[] s_intervals = [.. new[] { 10, 15, 20, 30, 60 }.Select(s => TimeSpan.FromSeconds(s))];
    private static readonly TimeSpan[] s_atRest = [.. new[] { 5, 10, 15, 30, 60 }.Select(m => TimeSpan.FromMinutes(m))];
    private static readonly int s_kinds = Enum.GetValues<TerminalKind>().Length;

    /// <summary>Journeys of one scenario until there are passages enough, each with its number and what is wrong with its terminal.</summary>
    public IEnumerable<(int Journey, TerminalKind? Kind, Score Score)> Drive(int seed, Scenario scenario)
    {
        var passages = 0;
        for (var first = 0; ; first += Block)
        {
            var scores = new Score[Block];
            Parallel.For(0, Block, i => scores[i] = Drive(seed, scenario, first + i));
            for (var i = 0; i < Block; i++)
            {
                if (passages >= options.Crossings / 4)
                {
                    yield break;
                }

                passages += scores[i].True;
                yield return (first + i, KindOf(first + i), scores[i]);
            }
        }
    }

    /// <summary>The false alarms of each truck parked at a stop, and whether the reports do not hold the answer.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="stop">Where they stand.</param>
    /// <param name="rarely">Whether they report every 5 to 60 minutes once they stand, rather than as often as on the road.</param>
    public List<(int Truck, TerminalKind? Kind, List<(Finding Finding, bool IsUndecidable)> Alarms)> Park(int seed, Stop stop, bool rarely)
    {
        var alarms = new List<(Finding Finding, bool IsUndecidable)>[options.Parked];
        Parallel.For(0, options.Parked, i =>
        {
            var number = (seed * 10_000_019) + 99_000_000 + ((int)stop * 1_000_003) + i;
            var equipment = EquipmentOf(i);
            equipment = options.Bursts is { } longest ? equipment.WithBursts(longest) : equipment;
            equipment = rarely ? equipment.AtRest(s_atRest[i / s_intervals.Length / s_kinds % s_atRest.Length]) : equipment;
            alarms[i] = Parked.Alarms(journeys, stop, new(number), equipment, new(~number));
        });
        return [.. alarms.Select((found, i) => (i, KindOf(i), found))];
    }

    private Score Drive(int seed, Scenario scenario, int journey)
    {
        var score = new Score(options.Counting);
        var number = (seed * 10_000_019) + ((int)scenario * 1_000_003) + journey;
        var random = new Random(number);
        var track = journeys.Drive(scenario, random);
        var equipment = EquipmentOf(journey);
        var arrivals = equipment.Report(track, random, new(~number));
        score.Judge(journeys.Map, track, arrivals, equipment, random);
        return score;
    }

    private Equipment EquipmentOf(int truck)
    {
        var interval = s_intervals[truck % s_intervals.Length];
        return KindOf(truck) is { } kind ? Equipment.Faulty(kind, interval) : Equipment.Default(interval);
    }

    /// <summary>Every kind with every interval.</summary>
    private TerminalKind? KindOf(int truck) => options.Terminals ? (TerminalKind)(truck / s_intervals.Length % s_kinds) : null;
}
