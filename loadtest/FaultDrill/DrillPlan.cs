using System.Globalization;
using HazmatTrack.FaultDrill.Silos;

namespace HazmatTrack.FaultDrill;

/// <summary>How large a drill is. The same seed draws the same trucks and the same faults; when they strike depends on the machine.</summary>
internal sealed record DrillPlan
{
    public int Seed { get; init; } = 1;

    public int Faults { get; init; } = 30;

    public int Brokers { get; init; } = 3;

    public int Silos { get; init; } = 2;

    /// <summary>
    /// How many processes answer people and do nothing else; then the silos track and do nothing else, and one process more is a gateway. 0 has every
    /// process do everything.
    /// </summary>
    public int Webs { get; init; }

    /// <summary>What each process does: first the silos, then the webs, then the gateway.</summary>
    public IReadOnlyList<string> Roles => Webs == 0
        ? [.. Enumerable.Repeat("all", Silos)]
        : [.. Enumerable.Repeat("tracker", Silos), .. Enumerable.Repeat("web", Webs), "gateway"];

    /// <summary>What the processes run, or begin with.</summary>
    public ProgramBuild Build { get; init; } = ProgramBuild.This;

    public int Trucks { get; init; } = 120;

    /// <summary>How long each truck drives, in event time.</summary>
    public TimeSpan Driving { get; init; } = TimeSpan.FromHours(4);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    public int Partitions { get; init; } = 16;

    /// <summary>How many partitions the topic gets on the way, when a third of the faults have struck; 0 leaves it as it is.</summary>
    public int GrowTo { get; init; }

    /// <summary>
    /// Whether silos are replaced one by one by those of the next build, which has a rule, a kind of document and a field of the packed state more, then by
    /// those of this build, and by the next again. These are faults too.
    /// </summary>
    public bool IsRolling { get; init; }

    /// <summary>Whether nothing strikes but silos that are killed, one and all of them by turns, each once everything is whole.</summary>
    public bool IsKills { get; init; }

    /// <summary>How many replicas a Redis Cluster of three masters has; null for a Redis alone.</summary>
    public int? RedisReplicas { get; init; }

    /// <summary>After how long everything must be as it was before a fault.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After how long the drill gives up.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest a server stays down, or a silo before another is started.</summary>
    public TimeSpan LongestOutage { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>The share of faults that the next one does not wait for.</summary>
    public double Overlapping { get; init; } = 0.3;

    public int FirstPort { get; init; } = 27_000;

    /// <exception cref="ArgumentException">An option is not known, or its value is no number or no published program.</exception>
    public static DrillPlan Parse(string[] arguments)
    {
        var plan = new DrillPlan();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] == "--published" && i + 1 < arguments.Length)
            {
                plan = plan with { Build = ProgramBuild.Published(arguments[i + 1]) };
                continue;
            }

            if (i + 1 == arguments.Length || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                throw new ArgumentException($"{arguments[i]} needs a number.");
            }

            plan = arguments[i] switch
            {
                "--seed" => plan with { Seed = value },
                "--faults" => plan with { Faults = value },
                "--brokers" => plan with { Brokers = value },
                "--partitions" => plan with { Partitions = value },
                "--grow-to" => plan with { GrowTo = value },
                "--silos" => plan with { Silos = value },
                "--webs" => plan with { Webs = value },
                "--rolling" => plan with { IsRolling = value > 0, Silos = Math.Max(plan.Silos, value > 0 ? 3 : 0) },
                "--kills" => plan with { IsKills = value > 0, Overlapping = value > 0 ? 0 : plan.Overlapping },
                "--redis-replicas" => plan with { RedisReplicas = value },
                "--trucks" => plan with { Trucks = value },
                "--minutes" => plan with { Longest = TimeSpan.FromMinutes(value) },
                "--first-port" => plan with { FirstPort = value },
                _ => throw new ArgumentException($"{arguments[i]} is not an option: --seed, --faults, --brokers, --silos, --webs, --partitions, --grow-to, --rolling, --kills, --redis-replicas, --trucks, --minutes, --first-port, --published."),
            };
        }

        return plan;
    }
}
