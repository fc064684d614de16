using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>What happens beside the reports, as chance has it: documents, programs, time, and what a process does when.</summary>
internal static class SomeActs
{
    public static List<Act> Of(List<Arrival> log, VehicleId[] vehicles, int[] builds, List<ParameterVersion> parameters, Random random)
    {
        var acts = new List<Act>();
        var most = random.Next(2, 60);
        var restless = random.Next(3);
        var files = random.Next(4) > 0;
        for (var read = 0; read < log.Count;)
        {
            switch (random.Next(100))
            {
                case < 28:
                    acts.Add(new Read(random.Next(1, most)));
                    read += SomeHistory.Polled(log, read, ((Read)acts[^1]).Records);
                    break;
                case < 52:
                    acts.Add(new Store());
                    break;
                case < 62:
                    acts.Add(new Ask());
                    break;
                case < 68 when files:
                    acts.Add(new File(DocumentOf(log, vehicles, random)));
                    if (random.Next(2) == 0)
                    {
                        acts.Add(new Look());
                    }

                    break;
                case < 71:
                    acts.Add(new Look());
                    break;
                case < 77:
                    acts.Add(new Note());
                    break;
                case < 87:
                    acts.Add(new Pass(TimeSpan.FromSeconds(random.Next(1, 2400))));
                    break;
                case < 88:
                    acts.Add(new Flush());
                    break;
                case < 91:
                    acts.Add(new Sleep(random.Next(vehicles.Length)));
                    break;
                case < 95 when restless > 0:
                    acts.Add(new Crash((CrashPoint)random.Next(4), StartOf(log, read, builds, parameters, random)));
                    break;
                case < 97 when restless > 1:
                    acts.Add(new TakeOver(StartOf(log, read, builds, parameters, random)));
                    break;
                case < 99 when restless > 1:
                    acts.Add(new StoreLate());
                    break;
                case < 100 when random.Next(2) == 0:
                    acts.Add(new Settle());
                    break;
            }
        }

        return acts;
    }

    private static Start StartOf(List<Arrival> log, int read, int[] builds, List<ParameterVersion> parameters, Random random)
    {
        if (random.Next(4) == 0)
        {
            var from = SomeHistory.ParametersOfThePast && random.Next(3) > 0
                ? Within(log, random) : log[Math.Min(read, log.Count - 1)].Receipt + TimeSpan.FromSeconds(random.Next(1, 3600));
            parameters.Add(new() { From = from, Values = Values("ReportSeconds", random.Next(60, 600)) });
        }

        return new(builds[random.Next(builds.Length)], random.Next(2) == 0, random.Next(2) == 0 ? 0 : random.Next(60), parameters.Count);
    }

    private static IDocument DocumentOf(List<Arrival> log, VehicleId[] vehicles, Random random)
    {
        var vehicle = vehicles[random.Next(vehicles.Length)];
        var number = random.Next(3);
        var begin = Within(log, random) - TimeSpan.FromMinutes(random.Next(120));
        var end = begin + TimeSpan.FromMinutes(random.Next(3) == 0 ? random.Next(5, 60) : random.Next(60, 20_000));
        Instant? withdrawn = random.Next(3) == 0 ? Within(log, random) : null;
        return SomePapers.PermitOrRoute(random, $"{number}", vehicle, SomeFleet.WayOf(random.Next(4)), (begin, end, withdrawn));
    }

    public static Dictionary<string, double> Values(string name, double value) => new() { [name] = value };

    public static Instant Within(List<Arrival> log, Random random) =>
        log[random.Next(log.Count)].Report.Time + TimeSpan.FromSeconds(random.Next(-600, 600));
}
