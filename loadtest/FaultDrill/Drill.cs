using System.Globalization;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.FaultDrill.Faults;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.FaultDrill.Verdicts;
using HazmatTrack.FaultDrill.Watching;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Registry;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;
using Npgsql;

namespace HazmatTrack.FaultDrill;

/// <summary>Servers, silos, load, faults, and the comparison in the end.</summary>
internal sealed class Drill : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly DrillPlan _plan;
    private readonly PrivateServers _servers;
    private readonly PrivateRedis? _redis;
    private readonly ProgramBuild? _next;
    private readonly TextWriter _output;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly SiloArguments _arguments;
    private readonly KafkaOptions _kafka;
    private readonly string _logs;
    private readonly SiloCluster _silos;
    private readonly Instant _from;
    private readonly Instant _to;

    // Of the rule that only the next build has: as the last silo of it went, and just before the first came back.
    private readonly List<IReadOnlyList<string>> _looks = [];
    private bool _isGood;

    // What was filed and not followed yet, when it was last looked at.
    private string _notFollowed = "";

    private Drill(DrillPlan plan, PrivateServers servers, PrivateRedis? redis, ProgramBuild? next, TextWriter output)
    {
        (_plan, _servers, _redis, _next, _output) = (plan, servers, redis, next, output);
        _arguments = new("drill", servers.Kafka, redis?.Address ?? servers.Redis, servers.Postgres, plan.Partitions);
        _kafka = new() { BootstrapServers = servers.Kafka };
        _logs = Directory.CreateTempSubdirectory("hazmat-drill-").FullName;
        _silos = new(plan.Build, _arguments, _logs, plan.Roles, Tell);
        _to = Instant.From(_time.GetUtcNow() + TimeSpan.FromHours(1));
        _from = _to - plan.Driving - TimeSpan.FromHours(6);
    }

    /// <exception cref="ArgumentException">Something that it needs is not on this machine.</exception>
    public static async Task<Drill> StartAsync(DrillPlan plan, TextWriter output, CancellationToken cancellation)
    {
        if (PrivateServers.WhyNot is { } missing)
        {
            throw new ArgumentException(missing);
        }

        var drill = new Drill(
            plan,
            await PrivateServers.StartAsync(plan.Brokers, plan.FirstPort),
            plan.RedisReplicas is { } replicas ? await PrivateRedis.StartClusterAsync(replicas) : null,
            plan.IsRolling ? await plan.Build.MakeNextAsync() : null,
            output);
        try
        {
            await drill.WaitAsync("the brokers to take topics", TimeSpan.FromMinutes(1), async () =>
            {
                await KafkaTopics.EnsureAsync(drill._kafka, [new(drill._arguments.Topic, plan.Partitions)]);
                return true;
            }, cancellation);
            return drill;
        }
        catch
        {
            await drill.DisposeAsync();
            throw;
        }
    }

    public async Task<Verdict> RunAsync(CancellationToken cancellation)
    {
        var load = Load.Of(_plan, _time);
        var kinds = _next is null ? DocumentKinds.Catalog : new DocumentCatalog([.. DocumentKinds.Catalog.Kinds, SpeedExemption.Definition]);
        await using var registry = RegistryStore.Postgres(_servers.Postgres, _time, kinds);
        await Documents.FileAsync(registry, load.Trucks.Where(t => !t.IsFiledLate), cancellation);
        GatewaySender? gateway = null;
        await using (var access = AccessStore.Postgres(_servers.Postgres, _time))
        {
            _silos.Start(await ObserverKey.IssueAsync(access, _time, cancellation));
            if (load.Trucks.Where(t => t.IsPosted).Select(t => t.Vehicle).ToList() is { Count: > 0 } posted)
            {
                gateway = await GatewaySender.OpenAsync(access, posted, _silos, _plan.Partitions, _time, cancellation);
            }
        }

        await using var posting = gateway;
        await using var stream = new HeldStream(_silos);
        await using var owners = new OwnerWatch(_servers.Postgres);
        var track = HistoryAudit.TrackOf(load.Trucks[0], _from, _to);
        await WaitAsync("the silos", _plan.Patience, async () =>
            (await Task.WhenAll(_silos.Running.Select(s => s.IsWholeAsync(track, cancellation)))).All(whole => whole) && _silos.IsFull, cancellation);
        using var sender = new Sender(load, _kafka, _arguments.Topic, _plan.Patience * 2, gateway);
        await using var commits = new Commits(_kafka, _arguments.Topic, _arguments.Group, _plan.Partitions);
        await using var counts = new StateCounts(_silos);
        var rolling = _next is null ? null : new RollingUpgrade(
            _plan,
            _silos,
            _next,
            amidBoth => FileAsync(
                () => Documents.FileExemptionsAsync(registry, load.Trucks.Where(t => t.IsExemptedAmidBoth == amidBoth), cancellation), cancellation),
            () => LookAsync(load, cancellation));
        var deck = new FaultDeck(_plan, _servers, _redis, _silos, () => GrowAsync(load, registry, commits, cancellation), rolling);
        var striker = new Striker(_plan, deck, sender, _silos, commits, track, Tell);
        Tell($"{load.Records.Count:N0} records to send; {deck.Count} faults\n{FaultLine.Head}");
        var (began, started) = (_time.GetUtcNow(), _time.GetTimestamp());
        var sending = sender.RunAsync(striker.Left, cancellation);
        var faults = await striker.RunAsync(cancellation);
        await sending;
        await WaitAsync("all to be stored", _plan.Patience, () => Task.FromResult(commits.Reach(sender.Newest())), cancellation);

        // The copies of records that lay in a wrong partition are in the log by now, behind all that was sent.
        var newest = TopicReader.Newest(_kafka, _arguments.Topic);
        await WaitAsync("what was sent on to be stored", _plan.Patience, () => Task.FromResult(commits.Reach(newest)), cancellation);
        await WaitAsync("what was filed to be followed", _plan.Patience, () => IsFollowedAsync(registry, cancellation), cancellation, () => _notFollowed);
        var lasted = _time.GetElapsedTime(started);
        Tell("Everything is sent and stored; comparing.");

        await using var store = await AlertStore.OpenPostgresAsync(_servers.Postgres, cancellation);
        await WaitAsync("the relay", _plan.Patience, async () => await IsRelayedAsync(store, cancellation), cancellation);
        var (_, newestEvent) = await store.EventRangeAsync(cancellation);
        await WaitAsync("the stream", _plan.Patience, () => Task.FromResult(stream.Seen() is [.., var seen] && seen >= newestEvent), cancellation);
        var verdict = await CompareAsync(load, store, stream, gateway, owners, faults, began, lasted, await counts.TotalAsync(), cancellation);
        _isGood = verdict.IsGood;
        return verdict;
    }

    public async ValueTask DisposeAsync()
    {
        await _silos.DisposeAsync();
        await _servers.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_next is not null)
        {
            Directory.Delete(_next.Folder, true);
        }

        if (_isGood)
        {
            Directory.Delete(_logs, true);
        }
        else
        {
            Tell($"What the silos logged is in {_logs}.");
        }
    }

    private async Task<Verdict> CompareAsync(
        Load load, AlertStore store, HeldStream stream, GatewaySender? gateway, OwnerWatch owners, IReadOnlyList<FaultLine> faults,
        DateTimeOffset began, TimeSpan lasted, StateCounts.Counted counted,
        CancellationToken cancellation)
    {
        var rules = _next is null ? RuleList.All : new RuleCatalog([.. RuleList.Catalog.Definitions, SpeedRule.Definition]).With(_ => []);
        var whole = TopicReader.ReadAll(_kafka, _arguments.Topic).ToLookup(LogAudit.IsCopy);
        var (log, copies) = (whole[false].ToList(), whole[true].ToList());
        var letters = TopicReader.ReadAll(_kafka, _arguments.DeadLetterTopic);
        var topic = TopicReader.ReadAll(_kafka, _arguments.AlertsTopic);

        LogAudit.FindPlaces(load.Records, log);
        var doubled = LogAudit.Doubled(load.Records, log);
        IReadOnlyList<LoadRecord> records = [.. load.Records, .. doubled];

        // In the order of the log: within a vehicle that of its partition.
        var places = LogAudit.PlacesOfJudging(copies, _plan.Partitions, Grown);
        var byVehicle = records.Where(r => r.Report is not null).OrderBy(places).ToLookup(r => r.Vehicle, r => r.Report!.Value);
        var reports = load.Trucks.ToDictionary(t => t, t => (IReadOnlyList<PositionReport>)[.. byVehicle[t.Vehicle]]);
        var alerts = new Dictionary<Truck, List<Alert>>();
        foreach (var truck in load.Trucks)
        {
            alerts.Add(truck, await AlertAudit.AlertsAsync(store, truck, cancellation));
        }

        var events = await AlertAudit.EventsAsync(store, cancellation);
        var distinct = reports.Values.Sum(r => SomeFleet.Distinct(r).Count);
        var (good, bad) = (reports.Values.Sum(r => r.Count), records.Count(r => r.Report is null));
        List<Check> checks =
        [
            LogAudit.Log(records, log),
            LogAudit.Copies(records, copies, _plan.Partitions, Grown),
            LogAudit.DeadLetters(records, letters),
            await HistoryAudit.RunAsync(reports, _silos.Answering[0], _from, _to, cancellation),
            await HotAudit.RunAsync(reports, rules, _silos.Answering[0], cancellation),
            AlertAudit.Standing(reports, alerts, rules),
            AlertAudit.Ids(reports, alerts),
            AlertAudit.Identities(alerts),
            AlertAudit.Events(alerts, events),
            AlertAudit.Topic(events, topic),
            AlertAudit.Stream(events, stream.Seen()),
            .. _looks is [var before, var after] ? Upgrade(before, after, load, faults, counted) : [],
        ];
        foreach (var line in AlertAudit.Lives(checks.Single(c => c.What == AlertAudit.StandingName), events))
        {
            Tell(line);
        }

        var byRule = alerts.Values.SelectMany(a => a).GroupBy(a => a.Finding.Rule).Select(g =>
            $"{g.Key} {g.Count(a => a.Status != AlertStatus.Retracted):N0} standing, {g.Count(a => a.Status == AlertStatus.Retracted):N0} retracted");
        return new(
            Conditions(load, lasted),
            faults,
            checks,
            [
                $"produced {records.Count:N0} = applied {distinct:N0} + duplicates {good - distinct:N0} + dead-lettered {bad:N0}",
                $"records in a wrong partition: {records.Count(r => LogAudit.IsAstray(r, _plan.Partitions)):N0}; sent on {copies.Count:N0} times, again where a batch was read again",
                $"records that the sending client and the brokers doubled between them: {doubled.Count:N0}",
                $"alerts: {string.Join("; ", byRule)}; {events.Count:N0} events, {topic.Count:N0} records on their topic, {letters.Count:N0} dead letters written",
                $"states of {load.Trucks.Count} vehicles: taken from hot state {counted.Loaded:N0} times, built again from history {counted.Rebuilt:N0} times; judged again {counted.JudgedAgain:N0} times, {counted.ForRules:N0} of them for a rule",
                $"posted to the gateway: {records.Count(r => r.IsPosted):N0} records, {gateway?.Repeated ?? 0:N0} requests sent again; a stream of alerts held: resumed {stream.Resumed:N0} times, {stream.Gaps:N0} gaps",
                $"silos that ended by themselves and were started again: {_silos.EndedByThemselves}",
                .. Lateness.Lines(began, faults, events, log, owners),
            ]);
    }

    /// <summary>
    /// What a rolling upgrade must not do: touch the alerts of a rule that only the other build has, or rebuild the fleet. A state is taken over as it is
    /// stored, but for those that Redis has lost; a vehicle is judged again when its partition comes to a silo that has a rule more, once for each silo that
    /// starts.
    /// </summary>
    private IEnumerable<Check> Upgrade(
        IReadOnlyList<string> before, IReadOnlyList<string> after, Load load, IReadOnlyList<FaultLine> faults, StateCounts.Counted counted) =>
    [
        Check.Of("alerts of the next build's rule while only this build runs", before, after),
        Check.AtMost(
            "states built again from history", load.Trucks.Count * (1 + faults.Count(f => f.What.StartsWith("redis", StringComparison.Ordinal))),
            counted.Rebuilt),
        Check.AtMost("vehicles judged again for a rule", load.Trucks.Count * _silos.Started, counted.ForRules),
    ];

    /// <summary>How many partitions the topic has in the end.</summary>
    private int Grown => Math.Max(_plan.Partitions, _plan.GrowTo);

    /// <summary>
    /// Gives the topic its partitions, and files the documents of trucks that move while they do. Tried until brokers and database take it: one may be down.
    /// </summary>
    private async Task GrowAsync(Load load, RegistryStore registry, Commits commits, CancellationToken cancellation)
    {
        using var admin = new AdminClientBuilder(_kafka.Apply(new AdminClientConfig())).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        await WaitAsync("the topic to grow", _plan.Patience, async () =>
        {
            try
            {
                await admin.CreatePartitionsAsync([new() { Topic = _arguments.Topic, IncreaseTo = _plan.GrowTo }]);
            }
            catch (KafkaException)
            {
                // Whether it was done is asked below.
            }

            return TopicReader.CountPartitions(admin, _arguments.Topic) == _plan.GrowTo;
        }, cancellation);
        commits.Grow(_plan.GrowTo);
        await FileAsync(() => Documents.FileAsync(registry, load.Trucks.Where(t => t.IsFiledLate), cancellation), cancellation);
    }

    private Task FileAsync(Func<Task> file, CancellationToken cancellation) => WaitAsync("the documents to be filed", _plan.Patience, async () =>
    {
        try
        {
            await file();
            return true;
        }
        catch (NpgsqlException)
        {
            // What was filed is filed again: a version that says the same.
            return false;
        }
    }, cancellation);

    private Task LookAsync(Load load, CancellationToken cancellation) => WaitAsync("the alerts", _plan.Patience, async () =>
    {
        try
        {
            await using var store = await AlertStore.OpenPostgresAsync(_servers.Postgres, cancellation);
            _looks.Add(await AlertAudit.OfNextAsync(store, load.Trucks, cancellation));
            return true;
        }
        catch (NpgsqlException)
        {
            // It is down.
            return false;
        }
    }, cancellation);

    /// <summary>Whether every partition has noted what was filed, and every vehicle that was noted is judged again.</summary>
    private async Task<bool> IsFollowedAsync(RegistryStore registry, CancellationToken cancellation)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(_servers.Postgres);
            await using var command = source.CreateCommand(
                """
                select 'partition ' || partition || ' is at revision ' || coalesce(documents_revision::text, 'none')
                  || case when documents_passed is null then '' else ', with kinds passed over' end
                from history_owner where partition < $1 and (documents_revision is distinct from $2 or documents_passed is not null)
                union all select 'vehicles with a note: ' || count(*) from history_rejudge having count(*) > 0
                """);
            command.Parameters.Add(new() { Value = Grown });
            command.Parameters.Add(new() { Value = await registry.RevisionAsync(cancellation) });
            var left = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                left.Add(reader.GetString(0));
            }

            _notFollowed = string.Join("; ", left);
            return left.Count == 0;
        }
        catch (NpgsqlException)
        {
            // A connection of before the last fault.
            return false;
        }
    }

    private List<string> Conditions(Load load, TimeSpan lasted) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Seed {_plan.Seed}: {_plan.Faults} faults in {lasted.TotalSeconds:0} s; {load.Records.Count:N0} records of {load.Trucks.Count} trucks, {load.Records.Count / lasted.TotalSeconds:0}/s on average."),
        _plan.Webs == 0 ? $"{_plan.Silos} processes that do everything." : $"{_plan.Silos} trackers, {_plan.Webs} webs and a gateway.",
        string.Create(CultureInfo.InvariantCulture, $"{_plan.Partitions} partitions{(_plan.GrowTo > 0 ? $", {_plan.GrowTo} in the end" : "")}."),
        string.Create(CultureInfo.InvariantCulture, $"{_plan.Brokers} broker(s), {(_plan.Brokers >= 3 ? "3 replicas, min.insync.replicas 2" : "1 replica")}."),
        _redis is null
            ? "Redis without persistence; PostgreSQL."
            : $"Redis Cluster of {PrivateRedis.Masters} masters and {_redis.Nodes - PrivateRedis.Masters} replicas, without persistence; PostgreSQL.",
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GB; {RuntimeInformation.FrameworkDescription}; {RuntimeInformation.OSDescription}."),
        "",
    ];

    private async Task<bool> IsRelayedAsync(AlertStore store, CancellationToken cancellation)
    {
        var (_, last) = await store.EventRangeAsync(cancellation);
        var seen = new HashSet<string>();
        return last == 0 || TopicReader.ReadAll(_kafka, _arguments.AlertsTopic)
            .Count(r => seen.Add(System.Text.Encoding.UTF8.GetString(r.Message.Headers.GetLastBytes("event-id")))) >= last;
    }

    private async Task WaitAsync(
        string what, TimeSpan patience, Func<Task<bool>> outcome, CancellationToken cancellation, Func<string>? left = null)
    {
        var started = _time.GetTimestamp();
        while (!await outcome())
        {
            if (_time.GetElapsedTime(started) > patience)
            {
                throw new OperationCanceledException($"Waited {patience} for {what}. {left?.Invoke()}".TrimEnd());
            }

            await Task.Delay(s_look, _time, cancellation);
        }
    }

    private void Tell(string line)
    {
        lock (_output)
        {
            _output.WriteLine(line);
        }
    }
}
