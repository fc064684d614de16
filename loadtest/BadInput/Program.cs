using System.Diagnostics;
using System.Globalization;
using HazmatTrack.BadInput;
using HazmatTrack.Domain;
using HazmatTrack.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

// Fuzzed records on the topic, good ones among them: whatever is no position must be in the dead letters byte by byte, everything counted, and
// the good ones judged as if nothing had happened.
//   dotnet run -c Release --project loadtest/BadInput -- BROKERS [RECORDS [SEED]]
// BROKERS is a real Kafka: the embedded one keeps too little for so many dead letters.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [var brokers, ..])
{
    Console.Error.WriteLine("BROKERS [RECORDS [SEED]]");
    return 2;
}

var records = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var name = Guid.NewGuid().ToString("N")[..8];
var folder = Directory.CreateTempSubdirectory("hazmat-bad-input-").FullName;
var registry = Metrics.NewCustomRegistry();
var fuzz = new Fuzz(records, seed, Instant.From(TimeProvider.System.GetUtcNow()));
FuzzedTopic run;
await using (var host = await ServerHost.OpenAsync(
    [
        $"--Server:DataFolder={folder}", "--Server:Port=0", "--Demo:Enabled=false", "--Logging:LogLevel:Default=Warning",
        $"--Kafka:BootstrapServers={brokers}", $"--Ingest:Topic=positions-{name}", $"--Ingest:DeadLetterTopic=positions.dead-letter-{name}",
        $"--Ingest:Group=group-{name}", $"--Alerts:Topic=alerts-{name}",
    ],
    b => b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(registry)),
    CancellationToken.None))
{
    await host.App.StartAsync();
    Console.WriteLine($"{records:N0} fuzzed records and {fuzz.Count - records:N0} good ones of {fuzz.Trucks.Count()} trucks, seed {seed}; {Environment.ProcessorCount} cores");
    run = new(host.App.Services, registry, fuzz);
    await run.RunAsync(TimeSpan.FromMinutes(15), CancellationToken.None);
    var meters = run.After!;
    Console.WriteLine($"sent in {run.Sent.TotalSeconds:0} s, settled after {run.Settled.TotalSeconds:0} s");
    Console.WriteLine($"{fuzz.Count:N0} produced = {meters.Applied():N0} applied + {meters.Duplicates():N0} duplicate + {meters.DeadLetters():N0} dead-lettered; {meters.Misrouted():N0} of them sent on to their partition; {meters.Restarts} restarts");
    foreach (var (reason, count) in meters.ByReason.OrderByDescending(r => r.Value))
    {
        Console.WriteLine($"  {reason,-24}{count,10:N0}");
    }

    Console.WriteLine($"{"kind",-20}{"records",10}{"positions",12}");
    foreach (var (kind, (count, positions)) in run.Kinds)
    {
        Console.WriteLine($"{kind,-20}{count,10:N0}{positions,12:N0}");
    }

    using var http = new HttpClient { BaseAddress = new(host.App.Urls.First()) };
    using var ready = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
    Console.WriteLine($"ready: {(int)ready.StatusCode}; {Process.GetCurrentProcess().PeakWorkingSet64 / (1024 * 1024):N0} MB at most");
    if (!ready.IsSuccessStatusCode)
    {
        run.Faults.Add("The program is not ready.");
    }

    await host.App.StopAsync();
}

Directory.Delete(folder, true);
Console.WriteLine(run.Faults.Count == 0 ? "Everything is as it must be." : string.Join(Environment.NewLine, run.Faults));
return run.Faults.Count == 0 ? 0 : 1;
