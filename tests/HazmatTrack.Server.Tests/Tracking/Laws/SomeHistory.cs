using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>All that happens to a few vehicles, as a seed gives it.</summary>
internal sealed record SomeHistory
{
    /// <summary>Whether parameters may come into force for a time that has been judged.</summary>
    public static bool ParametersOfThePast => true;

    // No parameters put a deadline later than this after the report that it runs from.
    private static readonly TimeSpan s_everyDeadline = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(2);

    public required int Seed { get; init; }

    public required IReadOnlyList<VehicleId> Vehicles { get; init; }

    /// <summary>In the order of the log, which is the order of receipt.</summary>
    public required IReadOnlyList<Arrival> Log { get; init; }

    public required IReadOnlyList<Act> Acts { get; init; }

    public required int FirstBuild { get; init; }

    /// <summary>From when on the rule of alarms is in force; null for always.</summary>
    public required Instant? AlarmFrom { get; init; }

    /// <summary>Versions of the parameters of the rule with timers: a program has the first few of them.</summary>
    public required IReadOnlyList<ParameterVersion> Parameters { get; init; }

    /// <summary>How many of them are there from the beginning.</summary>
    public required int FirstParameters { get; init; }

    /// <summary>Whether the parameters of the rule with timers change on the way.</summary>
    public bool ChangesParameters => Parameters.Count > FirstParameters;

    /// <summary>Vehicles judged again between two batches.</summary>
    public required int RejudgedAtATime { get; init; }

    /// <summary>So long after the newest report time passes in the end.</summary>
    public required TimeSpan Silence { get; init; }

    public static SomeHistory Of(int seed)
    {
        var random = new Random(seed);
        var begin = Instant.From(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero)) + TimeSpan.FromSeconds(random.Next(86_400));
        VehicleId[] vehicles =
            [.. Enumerable.Range(0, random.Next(6) switch { < 3 => 1, < 5 => 2, _ => 3 }).Select(i => new VehicleId($"苏E{10001 + i}", PlateColour.Yellow))];
        var marked = random.Next(2) == 0;
        var log = vehicles.SelectMany((_, v) => SomeArrivals.Of(v, begin, random))
            .OrderBy(a => a.Receipt.UnixMilliseconds)
            .Select(a => marked ? a with { Report = a.Report.WithHoursBehind(WholeHours.Behind(a.Report.Time, a.Receipt)) } : a)
            .ToList();
        List<ParameterVersion> parameters =
        [
            new() { From = SomeActs.Within(log, random), Values = SomeActs.Values("ReportSeconds", random.Next(60, 600)) },
            new()
            {
                From = SomeActs.Within(log, random),
                To = SomeActs.Within(log, random) + TimeSpan.FromHours(2),
                Values = SomeActs.Values("FixSeconds", random.Next(60, 900)),
            },
            new() { From = SomeActs.Within(log, random), Province = ProvinceCode.Shanghai, Values = SomeActs.Values("DrivingKmh", random.Next(1, 60)) },
        ];
        parameters = parameters[..random.Next(parameters.Count + 1)];
        var first = parameters.Count;
        var builds = random.Next(3) == 0 ? [random.Next(Build.Count)]
            : Enumerable.Range(0, Build.Count).Where(_ => random.Next(3) > 0).DefaultIfEmpty(1).ToArray();
        var isAlarmedAlways = random.Next(2) == 0;
        var acts = SomeActs.Of(log, vehicles, builds, parameters, random);
        return new()
        {
            Seed = seed,
            Vehicles = vehicles,
            Log = log,
            FirstBuild = builds[random.Next(builds.Length)],
            AlarmFrom = isAlarmedAlways ? null : SomeActs.Within(log, random),
            FirstParameters = first,
            RejudgedAtATime = random.Next(3) == 0 ? 1 : Tracker.Storing.Rejudger.Slice,
            Silence = TimeSpan.FromSeconds(random.Next(2) == 0 ? 0 : random.Next(3600)) + (parameters.Count > first ? s_everyDeadline : default),
            Acts = acts,

            // With those that come into force on the way.
            Parameters = parameters,
        };
    }

    /// <summary>How many of the next so many records one poll brings: none that is received long after the one before.</summary>
    public static int Polled(IReadOnlyList<Arrival> log, int next, int records)
    {
        var end = Math.Min(log.Count, next + records);
        var at = next + 1;
        while (at < end && log[at].Receipt - log[at - 1].Receipt < s_quiet)
        {
            at++;
        }

        return Math.Min(at, end) - next;
    }

    /// <summary>
    /// Whether nothing but reports and time is an input, and no state is taken over of which something is still to be judged again: then nothing is
    /// corrected.
    /// </summary>
    public bool IsOfReportsAlone => !Acts.Any(a => a is File or Crash or TakeOver);

    /// <summary>The versions of parameters that a program has that starts now, beside those of the one before.</summary>
    public IEnumerable<ParameterVersion> ParametersFrom(Instant now, Start start) =>
        Parameters.Take(start.Parameters).Where(p => ParametersOfThePast || p.From > now);

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {Seed}, build {FirstBuild}, alarms from {AlarmFrom}, {RejudgedAtATime} judged again at a time, silence {Silence}");
        foreach (var (i, version) in Parameters.Index())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  parameters {i}: from {version.From} {(version.To == new ParameterVersion().To ? "on" : $"to {version.To}")} in {version.Province} {string.Join(", ", version.Values)}");
        }

        foreach (var (offset, a) in Log.Index())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {offset}: {Vehicles[a.Vehicle]} {a.Report.Time} received {a.Receipt} at {a.Report.Position} {a.Report.SpeedDeciKmh} {a.Report.Status} alarms {a.Report.Alarms}");
        }

        foreach (var act in Acts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {act}");
        }

        return text.ToString();
    }
}
