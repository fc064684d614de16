using System.Diagnostics;
using HazmatTrack.Storage.History;
using Npgsql;

namespace HazmatTrack.Bench.History;

/// <summary>How many points a second are made durable: batches of 20,000 points of 10,000 trucks in four partitions.</summary>
internal static class AppendRate
{
    private const int Trucks = 10_000, PerTruck = 2;

    public static async Task RunAsync(string? postgres, long points, int repeat)
    {
        for (var i = 0; i < repeat; i++)
        {
            var folder = Directory.CreateTempSubdirectory("history-bench");
            await MeasureAsync("SQLite", new() { File = Path.Combine(folder.FullName, "history.db") }, points);
            folder.Delete(recursive: true);
            if (postgres is not null)
            {
                await MeasureAsync("PostgreSQL", new() { Postgres = await Databases.NewAsync(postgres) }, points);
            }
        }
    }

    private static async Task MeasureAsync(string engine, HistoryOptions options, long points)
    {
        await using var store = await HistoryStore.OpenAsync(options, TimeProvider.System, default);
        var loader = new Loader(new Fleet(Trucks, seed: 1), PerTruck, partitions: 4);
        var partitions = await loader.OpenAsync(store);
        var spent = TimeSpan.Zero;
        var cpu = TimeSpan.Zero;
        long allocated = 0, appended = 0;
        var slowest = TimeSpan.Zero;
        await store.AppendAsync(loader.Batch(partitions), default);
        while (appended < points)
        {
            var batch = loader.Batch(partitions);
            var bytes = GC.GetTotalAllocatedBytes();
            var busy = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            appended += (await store.AppendAsync(batch, default)).Sum(r => r.New);
            spent += clock.Elapsed;
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            cpu += Process.GetCurrentProcess().TotalProcessorTime - busy;
            allocated += GC.GetTotalAllocatedBytes() - bytes;
        }

        Console.WriteLine(
            $"{engine,-10} {appended / spent.TotalMicroseconds:0.00} M points/s, {cpu.TotalMicroseconds * 1000 / appended:0} ns CPU/point in this process, {(double)allocated / appended:0} B/point allocated, slowest batch {slowest.TotalMilliseconds:0} ms");
        await ReopenAsync(store);
    }

    private static async Task ReopenAsync(HistoryStore store)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var partition = await store.OpenAsync(0, default);
        var took = clock.Elapsed;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var open = partition.OpenVehicles().Sum(v => (long)partition.OpenPoints(v).Count);
        Console.WriteLine($"           a partition taken over in {took.TotalMilliseconds:0} ms: {open} open points, {(double)held / open:0.0} B/point in memory with all that is kept of a vehicle");
        GC.KeepAlive(partition);
    }
}

internal static class Databases
{
    public static async Task<string> NewAsync(string server)
    {
        var name = "history_bench_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The name is made above.
        await using var command = new NpgsqlCommand($"create database {name}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }
}
