using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Http.Access;
using HazmatTrack.Kafka;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Storage.Registry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace HazmatTrack.Throughput;

/// <summary>
/// What access costs, in one run, by turns without, with, without: reports that operators send by HTTP, the way to an inspector's stream, and reads of
/// vehicles, with their entries in the audit record and without. "Without" is the same program in which every call is one of somebody who may do everything,
/// and nobody is looked up; "without their entries" the same in which the record keeps nothing.
/// </summary>
internal static class AccessCost
{
    private const int Senders = 16, Readers = 64, PerPost = 500, Vehicles = 1000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(5), s_measured = TimeSpan.FromSeconds(15);

    /// <param name="looksPerSecond">Reads a second whose latency is measured.</param>
    /// <param name="settings">More settings of the program.</param>
    public static async Task RunAsync(int looksPerSecond, string[] settings)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; {Senders} senders of {PerPost} reports each, {Readers} readers, {s_measured.TotalSeconds:0} s each; program, brokers and clients in one process");
        foreach (var isOn in new[] { false, true, false, true, false })
        {
            await MeasureAsync(isOn, looksPerSecond, settings);
        }
    }

    private static async Task MeasureAsync(bool isOn, int looksPerSecond, string[] settings)
    {
        var (registry, folder, recording) = (Metrics.NewCustomRegistry(), Directory.CreateTempSubdirectory("hazmat-access-").FullName, new Recording());
        await using (var host = await ServerHost.OpenAsync(
            [
                $"--Server:DataFolder={folder}", "--Server:Port=0", "--Demo:Enabled=false", "--Access:Demo=true", "--Ingest:Partitions=32",
                "--Logging:LogLevel:Default=Error", "--Access:CallsPerSecond=100000", "--Access:CallsAtOnce=1000000", .. settings,
            ],
            b =>
            {
                b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(registry));
                b.Services.AddSingleton<IAuditStore>(p => new SwitchedStore(p.GetRequiredService<AuditStore>(), recording));
                if (!isOn)
                {
                    b.Services.AddScoped<IAuthenticationService, Nobody>();
                    b.Services.AddTransient<IPolicyEvaluator, EverythingAllowed>();
                }
            },
            CancellationToken.None))
        {
            await host.App.StartAsync();
            var fleet = new LoadFleet(Vehicles);
            using var sender = await SenderAsync(host, fleet);
            var stream = new ConcurrentBag<double>();
            using var stop = new CancellationTokenSource();
            var sent = new ConcurrentDictionary<string, long>();
            var listening = AlertLatency.ListenAsync(host, sent, stream, stop.Token);
            await PostAsync(sender, fleet, s_warmUp);
            var (reports, cpu) = await PostAsync(sender, fleet, s_measured);
            Console.WriteLine($"access {(isOn ? "on " : "off")}  HTTP ingest {reports / s_measured.TotalSeconds,9:N0} reports/s, {cpu.TotalMicroseconds / reports:0.00} µs CPU each");
            await CrossAsync(host, sent);
            await stop.CancelAsync();
            await listening;
            Console.WriteLine($"access {(isOn ? "on " : "off")}  alert on the stream, {stream.Count} crossings: p50 {AlertLatency.Percentile(stream, 0.5):0.0} ms, p99 {AlertLatency.Percentile(stream, 0.99):0.0} ms");
            if (isOn)
            {
                await LookAsync(host, fleet, recording, looksPerSecond);
                await TellAsync(host, fleet);
            }

            await host.App.StopAsync();
        }

        Directory.Delete(folder, true);
    }

    /// <summary>A client with the key of an operator who has the fleet.</summary>
    private static async Task<HttpClient> SenderAsync(ServerHost host, LoadFleet fleet)
    {
        const string Code = "91310000DEMA00001B";
        var store = host.App.Services.GetRequiredService<IAccessStore>();
        await store.SaveOperatorAsync(
            new() { Code = Code, Name = "甲运输企业", Province = ProvinceCode.Shanghai }, "load test", VersionCondition.None, CancellationToken.None);
        await store.RegisterVehiclesAsync(Code, [.. Enumerable.Range(0, fleet.Count).Select(fleet.Vehicle)], "load test", CancellationToken.None);
        var client = new HttpClient { BaseAddress = new(host.App.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Api-Key", await ObserverKey.IssueSenderAsync(store, Code, TimeProvider.System, CancellationToken.None));
        return client;
    }

    private static async Task<(double Reports, TimeSpan Cpu)> PostAsync(HttpClient client, LoadFleet fleet, TimeSpan duration)
    {
        var (begin, reports, busy) = (Stopwatch.GetTimestamp(), 0L, Process.GetCurrentProcess().TotalProcessorTime);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var round = 0; Stopwatch.GetElapsedTime(begin) < duration; round++)
            {
                using var body = new ByteArrayContent(Body(fleet, sender, round));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var answer = await client.PostAsync(new Uri("/api/v1/positions", UriKind.Relative), body);
                if ((int)answer.StatusCode != 202)
                {
                    throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }

                Interlocked.Add(ref reports, PerPost);
            }
        })));
        return (reports, Process.GetCurrentProcess().TotalProcessorTime - busy);
    }

    private static byte[] Body(LoadFleet fleet, int sender, int round)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var text = new StringBuilder("[");
        for (var i = 0; i < PerPost; i++)
        {
            var truck = ((sender * PerPost) + (round * 7) + i) % fleet.Count;
            var report = fleet.Report(truck, now);
            text.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$"""{"plate":"{{fleet.Vehicle(truck).Plate}}","plateColor":2,"time":"{{now}}","lat":{{report.Position.Latitude:0.000000}},"lon":{{report.Position.Longitude:0.000000}},"speedKmh":60,"heading":90}""");
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    /// <summary>A hundred trucks cross, one every 50 ms.</summary>
    private static async Task CrossAsync(ServerHost host, ConcurrentDictionary<string, long> sent)
    {
        var (kafka, topics) = (host.App.Services.GetRequiredService<KafkaOptions>(), host.App.Services.GetRequiredService<PositionTopicsOptions>());
        var map = host.App.Services.GetRequiredService<ProvinceMap>();
        using var producer = new Confluent.Kafka.ProducerBuilder<byte[], byte[]>(kafka.Apply(PositionSender.Config(TimeSpan.FromMinutes(1)))).Build();
        var last = new List<(Domain.Vehicles.VehicleId Vehicle, PositionReport Report)>();
        for (var i = 0; i < 100; i++)
        {
            var vehicle = new Domain.Vehicles.VehicleId(string.Create(CultureInfo.InvariantCulture, $"浙P{10_000 + i}"), Domain.Vehicles.PlateColour.Yellow);
            var track = AlertLatency.Crossing(vehicle, map);
            await Task.WhenAll(track.SkipLast(1).Select(r => AlertLatency.SendAsync(producer, topics.Topic, vehicle, r)));
            last.Add((vehicle, track[^1]));
        }

        await Task.Delay(TimeSpan.FromSeconds(5));
        foreach (var (vehicle, report) in last)
        {
            sent[vehicle.ToString()] = Stopwatch.GetTimestamp();
            await AlertLatency.SendAsync(producer, topics.Topic, vehicle, report);
            await Task.Delay(50);
        }

        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    /// <summary>Reads of one vehicle each, by turns without their entries, with them, without.</summary>
    private static async Task LookAsync(ServerHost host, LoadFleet fleet, Recording recording, int perSecond)
    {
        using var client = new HttpClient { BaseAddress = new(host.App.Urls.First()) };
        var store = host.App.Services.GetRequiredService<IAccessStore>();
        ObserverKey.Use(client, await ObserverKey.IssueAsync(store, TimeProvider.System, CancellationToken.None));
        await ReadAsync(client, fleet, null, s_warmUp);
        foreach (var isRecorded in new[] { false, true, false, true, false })
        {
            recording.IsOn = isRecorded;
            var (before, busy) = (recording.Entries, Process.GetCurrentProcess().TotalProcessorTime);
            var fast = await ReadAsync(client, fleet, null, s_measured);
            var cpu = (Process.GetCurrentProcess().TotalProcessorTime - busy).TotalMicroseconds / fast.Count;
            var even = await ReadAsync(client, fleet, perSecond, s_measured);
            if (isRecorded && recording.Entries - before < fast.Count + even.Count)
            {
                throw new InvalidOperationException($"{fast.Count + even.Count} reads were answered, and {recording.Entries - before} are recorded.");
            }

            Console.WriteLine($"reads {(isRecorded ? "recorded    " : "not recorded")}  {fast.Count / s_measured.TotalSeconds,7:N0}/s by {Readers} readers, {cpu:0} µs CPU each; "
                + $"{even.Count / s_measured.TotalSeconds:N0}/s evenly: p50 {AlertLatency.Percentile(even, 0.5):0.0} ms, p99 {AlertLatency.Percentile(even, 0.99):0.0} ms");
        }
    }

    /// <summary>
    /// Whether the time of an answer tells a vehicle of another operator from one that does not exist: the share of pairs in which the former took longer,
    /// 0.5 where nothing can be told.
    /// </summary>
    private static async Task TellAsync(ServerHost host, LoadFleet fleet)
    {
        const string Code = "91320000DEMB000012";
        var store = host.App.Services.GetRequiredService<IAccessStore>();
        await store.SaveOperatorAsync(
            new() { Code = Code, Name = "乙运输企业", Province = ProvinceCode.Jiangsu }, "load test", VersionCondition.None, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = new(host.App.Urls.First()) };
        var key = await ObserverKey.IssueAsync(
            store, Code, [Role.Operator], [AccessAction.ReadVehicles], default, TimeProvider.System, CancellationToken.None);
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        var (foreign, none) = (new List<double>(), new List<double>());
        for (var i = 0; i < 3000; i++)
        {
            // By turns each of the two is asked for first: a call that follows another finds its code and data at hand.
            var theirs = fleet.Vehicle(i % fleet.Count).ToString();
            var nobodys = string.Create(CultureInfo.InvariantCulture, $"沪Z{10_000 + (i % fleet.Count)}_2");
            var a = i % 2 == 0 ? await TimeAsync(theirs) : 0;
            var b = await TimeAsync(nobodys);
            a = i % 2 == 0 ? a : await TimeAsync(theirs);
            if (i >= 1000)
            {
                foreign.Add(a);
                none.Add(b);
            }
        }

        var longer = foreign.Zip(none).Count(p => p.First > p.Second) / (double)foreign.Count;
        Console.WriteLine($"a vehicle of another operator: p50 {AlertLatency.Percentile(foreign, 0.5):0.000} ms; one that does not exist: p50 {AlertLatency.Percentile(none, 0.5):0.000} ms; the former took longer in {longer:P1} of pairs");

        async Task<double> TimeAsync(string vehicle)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(vehicle)}", UriKind.Relative));
            await answer.Content.ReadAsByteArrayAsync();
            return (int)answer.StatusCode == 404
                ? Stopwatch.GetElapsedTime(asked).TotalMilliseconds
                : throw new InvalidOperationException($"{vehicle}: {answer.StatusCode}");
        }
    }

    /// <param name="perSecond">Reads a second; null for as many as there can be.</param>
    private static async Task<ConcurrentBag<double>> ReadAsync(HttpClient client, LoadFleet fleet, int? perSecond, TimeSpan duration)
    {
        var (begin, taken, waits) = (Stopwatch.GetTimestamp(), -1L, new ConcurrentBag<double>());
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var number = Interlocked.Increment(ref taken);
                var due = perSecond is { } rate ? TimeSpan.FromSeconds((double)number / rate) : Stopwatch.GetElapsedTime(begin);
                if (due >= duration)
                {
                    return;
                }

                if (due - Stopwatch.GetElapsedTime(begin) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                var asked = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(fleet.Vehicle((int)(number % fleet.Count)).ToString())}", UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        })));
        return waits;
    }

    private sealed class Recording
    {
        private long _entries;

        public volatile bool IsOn = true;

        public long Entries => Interlocked.Read(ref _entries);

        public void Count(int entries) => Interlocked.Add(ref _entries, entries);
    }

    /// <summary>The record, which can be made to keep nothing.</summary>
    private sealed class SwitchedStore(AuditStore store, Recording recording) : IAuditStore
    {
        public async Task<IReadOnlyList<AuditRecord>> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
        {
            recording.Count(entries.Count);
            return recording.IsOn ? await store.AppendAsync(entries, cancellation) : new AuditRecord[entries.Count];
        }

        public Task<IReadOnlyList<AuditRow>> ReadAsync(long from, int limit, CancellationToken cancellation) => store.ReadAsync(from, limit, cancellation);

        public Task<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellation) => store.FindAsync(query, cancellation);

        public Task<SignedNote> CheckpointAsync(AuditSigner signer, CancellationToken cancellation) => store.CheckpointAsync(signer, cancellation);

        public Task<IReadOnlyList<SignedNote>> CheckpointsAsync(long from, int limit, CancellationToken cancellation) =>
            store.CheckpointsAsync(from, limit, cancellation);

        public Task CosignAsync(long size, NoteSignature signature, AuditPublicKey witness, CancellationToken cancellation) =>
            store.CosignAsync(size, signature, witness, cancellation);

        public Task<AuditAnchor> AnchorAsync(CancellationToken cancellation) => store.AnchorAsync(cancellation);

        public Task<AuditAnchor> AnchorAtAsync(long size, CancellationToken cancellation) => store.AnchorAtAsync(size, cancellation);

        public Task<AuditStatus> StatusAsync(CancellationToken cancellation) => store.StatusAsync(cancellation);

        public Task<long> DropBeforeAsync(Instant before, CancellationToken cancellation) => store.DropBeforeAsync(before, cancellation);
    }

    /// <summary>Takes every call for one of the same caller, without looking at it.</summary>
    private sealed class Nobody : IAuthenticationService
    {
        private static readonly System.Security.Claims.ClaimsPrincipal s_somebody = new(new CallerIdentity(
            new()
            {
                Issuer = "load",
                Subject = "anybody",
                Name = "anybody",
                Roles = System.Collections.Frozen.FrozenSet.Create(Role.Operator, Role.Inspector, Role.ProvinceOfficer),
                Organisation = "91310000DEMA00001B",
                Provinces = new(int.MaxValue),
            },
            "load"));

        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) =>
            Task.FromResult(AuthenticateResult.Success(new(s_somebody, "load")));

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;

        public Task SignInAsync(HttpContext context, string? scheme, System.Security.Claims.ClaimsPrincipal principal, AuthenticationProperties? properties) =>
            Task.CompletedTask;

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Task.CompletedTask;
    }

    private sealed class EverythingAllowed : IPolicyEvaluator
    {
        public Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context) =>
            Task.FromResult(AuthenticateResult.Success(new(context.User, "load")));

        public Task<PolicyAuthorizationResult> AuthorizeAsync(
            AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
            Task.FromResult(PolicyAuthorizationResult.Success());
    }
}
