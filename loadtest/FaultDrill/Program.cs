using System.Globalization;
using System.Runtime.InteropServices;
using HazmatTrack.FaultDrill;

// Faults under load, and whether everything ends as if there had been none. Needs redis-server, PostgreSQL, Java and a Kafka 4
// distribution (KAFKA_HOME); starts servers of its own.
//   dotnet run -c Release --project loadtest/FaultDrill -- [--seed 1] [--faults 30] [--brokers 3] [--silos 2] [--webs 0] [--partitions 16] [--grow-to 24]
//     [--rolling 1] [--kills 1] [--redis-replicas 3] [--trucks 120] [--minutes 30] [--first-port 27000] [--published FOLDER]
// 0: no difference; 1: some; 2: it could not be done.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    var plan = DrillPlan.Parse(args);
    using var limit = new CancellationTokenSource(plan.Longest);

    // Whoever ends it early is not left with its servers.
    void End(PosixSignalContext context)
    {
        context.Cancel = true;
        limit.Cancel();
    }

    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    await using var drill = await Drill.StartAsync(plan, Console.Out, limit.Token);
    var verdict = await drill.RunAsync(limit.Token);
    verdict.Print(Console.Out);
    return verdict.IsGood ? 0 : 1;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (OperationCanceledException e)
{
    await Console.Error.WriteLineAsync($"The drill did not come to its end. {e.Message}");
    return 1;
}
