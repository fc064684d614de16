using System.Diagnostics;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Audit;
using Npgsql;

namespace HazmatTrack.Bench.Audit;

/// <summary>How many looks a second are recorded durably before their answers, and how long an answer waits for that.</summary>
internal static class RecordRate
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string? postgres, string folder, IReadOnlyList<int> callers, TimeSpan duration, int repeat)
    {
        Console.WriteLine(
            $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {duration.TotalSeconds:0} s each after {s_warmUp.TotalSeconds:0} s; an entry names one vehicle; both engines wait for the disk at every commit.");
        for (var i = 0; i < repeat; i++)
        {
            foreach (var count in callers)
            {
                var own = Directory.CreateDirectory(Path.Combine(folder, $"audit-bench-{Guid.NewGuid():N}"));
                await using (var store = await AuditStore.OpenSqliteAsync(Path.Combine(own.FullName, "audit.db"), TimeProvider.System, default))
                {
                    await MeasureAsync("SQLite", store, count, duration);
                }

                own.Delete(recursive: true);
                if (postgres is not null)
                {
                    await using var store = await AuditStore.OpenPostgresAsync(await NewDatabaseAsync(postgres), TimeProvider.System, default);
                    await MeasureAsync("PostgreSQL", store, count, duration);
                }
            }
        }
    }

    private static async Task MeasureAsync(string engine, AuditStore store, int callers, TimeSpan duration)
    {
        await using var writer = new AuditWriter(store, TimeProvider.System);
        await CallAsync(writer, callers, s_warmUp);
        var before = (await store.StatusAsync(default)).Records;
        var busy = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var waits = await CallAsync(writer, callers, duration);
        var elapsed = clock.Elapsed;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - busy;
        var entries = (await store.StatusAsync(default)).Records - before;
        if (entries != waits.Count)
        {
            throw new InvalidOperationException($"{waits.Count} entries were recorded and {entries} are there.");
        }

        waits.Sort();
        Console.WriteLine(
            $"{engine,-10} {callers,3} callers: {entries / elapsed.TotalSeconds,7:N0} entries/s, wait p50 {waits[waits.Count / 2].TotalMilliseconds:0.0} ms, p99 {waits[waits.Count * 99 / 100].TotalMilliseconds:0.0} ms, longest {waits[^1].TotalMilliseconds:0} ms, {cpu.TotalMicroseconds / entries:0} µs CPU/entry in this process");
    }

    /// <summary>Lets callers record one entry after the other; returns how long each waited.</summary>
    private static async Task<List<TimeSpan>> CallAsync(AuditWriter writer, int callers, TimeSpan duration)
    {
        var begin = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var waits = new List<TimeSpan>();
            while (Stopwatch.GetElapsedTime(begin) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                await writer.WriteAsync(Look(caller, waits.Count), default);
                waits.Add(Stopwatch.GetElapsedTime(asked));
            }

            return waits;
        })));
        return [.. all.SelectMany(w => w)];
    }

    /// <summary>An officer reads the track of a truck.</summary>
    public static AuditEntry Look(int caller, int number)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        return new()
        {
            Actor = new() { Issuer = "https://id.example.cn", Subject = $"officer-{caller}", Organisation = "沪公安", Province = ProvinceCode.Shanghai },
            Session = $"session-{caller}",
            Action = AuditAction.ReadTrack,
            ObjectKind = "track",
            Vehicles = AuditVehicles.From(new VehicleId($"沪A{number % 100_000:00000}", PlateColour.Yellow)),
            From = now - TimeSpan.FromHours(1),
            To = now,
            Rows = 120,
            Purpose = "核查跨省行驶",
            CaseNumber = "2026-7",
            Outcome = AuditOutcome.Allowed,
            Address = "192.0.2.7",
            RequestId = $"request-{caller}-{number}",
            At = now,
        };
    }

    public static async Task<string> NewDatabaseAsync(string server)
    {
        var name = "audit_bench_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The name is made above.
        await using var command = new NpgsqlCommand($"create database {name}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }
}
