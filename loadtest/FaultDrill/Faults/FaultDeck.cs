using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.TestServers;
using StackExchange.Redis;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>
/// Draws faults from a shuffled deck, which is shuffled anew when it is used up: random, and every kind has its turn. Of the brokers one is
/// broken at a time: three of them, with two to acknowledge, bear that and no more.
/// </summary>
/// <param name="grow">Gives the topic more partitions.</param>
internal sealed class FaultDeck(DrillPlan plan, PrivateServers servers, SiloCluster silos, Func<Task> grow)
{
    private readonly Random _random = new(plan.Seed * 7919);
    private readonly Queue<Func<Fault>> _deck = [];
    private int _dealt;

    public Fault Next()
    {
        if (_dealt++ == plan.Faults / 3 && plan.GrowTo > 0)
        {
            return new("topic", $"topic grown from {plan.Partitions} to {plan.GrowTo} partitions", TimeSpan.Zero, grow);
        }

        if (_deck.Count == 0)
        {
            Func<Fault>[] kinds =
            [
                Silo, Silo, HeldUpSilo, () => Broker("kill"), () => Broker("stop"), () => Broker("pause"), Flush, () => Server("kill", "redis"),
                () => Server("stop", "postgres"), () => Server("kill", "postgres"),
            ];
            _random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                _deck.Enqueue(kind);
            }
        }

        return _deck.Dequeue()();
    }

    private TimeSpan Outage() => plan.LongestOutage * _random.NextDouble();

    private Fault Silo()
    {
        var (place, pause) = (_random.Next(plan.Silos), Outage());
        return new($"silo {place + 1}", $"silo {place + 1} killed, another started", pause, () => silos.KillOneAsync(place, pause));
    }

    /// <summary>
    /// Longer than the group waits for a member: its partitions have another owner before it goes on. Up to half a minute: the cluster, too, may have
    /// declared it dead, and then it ends.
    /// </summary>
    private Fault HeldUpSilo()
    {
        var (place, silo) = (_random.Next(plan.Silos), default(SiloProcess));
        return new(
            $"silo {place + 1}",
            $"silo {place + 1} held up, resumed",
            SiloArguments.SessionTimeout + (2 * Outage()),
            async () => await (silo = await silos.OneAsync(place)).HoldUpAsync(),
            () => silo!.GoOnAsync());
    }

    private Fault Broker(string how)
    {
        var broker = $"kafka-{1 + _random.Next(servers.Brokers)}";
        var back = how == "pause" ? "resume" : "start";
        var words = how switch { "pause" => "paused, resumed", "stop" => "restarted", _ => "killed, started" };
        return new("kafka", $"{broker} {words}", Outage(), () => servers.DoAsync(how, broker), () => servers.DoAsync(back, broker));
    }

    private Fault Server(string how, string server) => new(
        server,
        $"{server} {(how == "kill" ? "killed" : "stopped")}, started{(server == "redis" ? " empty" : "")}",
        Outage(),
        () => servers.DoAsync(how, server),
        () => servers.DoAsync("start", server));

    private Fault Flush() => new("redis", "redis flushed (FLUSHALL)", TimeSpan.Zero, async () =>
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{servers.Redis},allowAdmin=true");
        await redis.GetServers()[0].FlushAllDatabasesAsync();
    });
}
