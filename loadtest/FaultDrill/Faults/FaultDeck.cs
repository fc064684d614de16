using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.TestServers;
using StackExchange.Redis;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>
/// Draws faults from a shuffled deck, which is shuffled anew when it is used up: random, and every kind has its turn. Of the brokers one is
/// broken at a time: three of them, with two to acknowledge, bear that and no more.
/// </summary>
/// <param name="plan">How many faults, and how long they last.</param>
/// <param name="servers">What is broken.</param>
/// <param name="cluster">The Redis Cluster in the place of the server; null without.</param>
/// <param name="silos">What is killed.</param>
/// <param name="grow">Gives the topic more partitions.</param>
/// <param name="rolling">The rolling upgrade that they strike amid; null without.</param>
internal sealed class FaultDeck(DrillPlan plan, PrivateServers servers, PrivateRedis? cluster, SiloCluster silos, Func<Task> grow, RollingUpgrade? rolling)
{
    /// <summary>After how long a supervisor starts a process again.</summary>
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(plan.Seed * 7919);
    private readonly Queue<Func<Fault>> _deck = [];
    private readonly IReadOnlyList<Fault?> _ordered = rolling?.Faults() ?? [];
    private int _dealt;

    /// <summary>How many there are.</summary>
    public int Count => Math.Max(plan.Faults, _ordered.Count);

    public Fault Next()
    {
        if (_ordered.ElementAtOrDefault(_dealt++) is { } next)
        {
            return next;
        }

        if (_dealt - 1 == plan.Faults / 3 && plan.GrowTo > 0)
        {
            return new("topic", $"topic grown from {plan.Partitions} to {plan.GrowTo} partitions", TimeSpan.Zero, grow);
        }

        if (_deck.Count == 0)
        {
            Func<Fault>[] kinds = plan.IsKills ? [Silo, AllSilos] :
            [
                Silo, Silo, HeldUpSilo, () => Broker("kill"), () => Broker("stop"), () => Broker("pause"), Flush,
                .. cluster is null ? new[] { () => Server("kill", "redis") } : [() => Node(cluster), () => Node(cluster), () => MasterAndReplica(cluster)],
                () => Server("stop", "postgres"), () => Server("kill", "postgres"),
            ];
            if (!plan.IsKills)
            {
                _random.Shuffle(kinds);
            }

            foreach (var kind in kinds)
            {
                _deck.Enqueue(kind);
            }
        }

        return _deck.Dequeue()();
    }

    private TimeSpan Outage() => plan.IsKills ? s_restart : plan.LongestOutage * _random.NextDouble();

    private Fault Silo()
    {
        var (place, pause) = (_random.Next(plan.Roles.Count), Outage());
        return new($"silo {place + 1}", $"{(plan.Webs == 0 ? "silo" : plan.Roles[place])} {place + 1} killed, another started", pause, () => silos.KillOneAsync(place, pause));
    }

    /// <summary>As when the machine room loses power: nobody is left who could take partitions over.</summary>
    private Fault AllSilos()
    {
        var pause = Outage();
        return new(
            "all silos", "all silos killed, others started", pause,
            () => Task.WhenAll(Enumerable.Range(0, plan.Silos).Select(place => silos.KillOneAsync(place, pause))));
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
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{cluster?.Address ?? servers.Redis},allowAdmin=true");
        await Task.WhenAll(redis.GetServers().Where(s => !s.IsReplica).Select(s => s.FlushAllDatabasesAsync()));
    });

    /// <summary>
    /// One node of the cluster. A replica takes a master's slots, if it is away for longer than the cluster's two seconds and there is one; else a third of
    /// the keys is not to be had, and gone when it is there again.
    /// </summary>
    private Fault Node(PrivateRedis cluster)
    {
        var node = $"redis-{1 + _random.Next(cluster.Nodes)}";
        return new("redis", $"{node} of the cluster killed, started empty", Outage(), () =>
            cluster.DoAsync("kill", node), () => cluster.DoAsync("start", node));
    }

    /// <summary>A third of the keys is gone, whoever of the two was the master.</summary>
    private Fault MasterAndReplica(PrivateRedis cluster)
    {
        var first = 1 + _random.Next(PrivateRedis.Masters);
        string[] nodes = [.. Enumerable.Range(0, cluster.Nodes / PrivateRedis.Masters).Select(i => $"redis-{first + (i * PrivateRedis.Masters)}")];
        return new("redis", $"{string.Join(" and ", nodes)} of the cluster killed, started empty", Outage(), () => DoAsync("kill"), () => DoAsync("start"));

        async Task DoAsync(string what)
        {
            foreach (var node in nodes)
            {
                await cluster.DoAsync(what, node);
            }
        }
    }
}
