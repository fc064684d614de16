using System.Diagnostics;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History;
using Npgsql;
using NpgsqlTypes;

namespace HazmatTrack.Bench.History;

/// <summary>Bytes per point in PostgreSQL and the vehicle-day query, as history grows, against a table of rows with an index.</summary>
internal static class SizeSweep
{
    private const int Trucks = 2000, PerTruck = 10, Queries = 400;

    public static async Task RunAsync(string server, long[] sizes, long rows)
    {
        var connection = await Databases.NewAsync(server);
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 10 });
        await using var store = await HistoryStore.OpenAsync(new() { Postgres = connection }, TimeProvider.System, default);
        var fleet = new Fleet(Trucks, seed: 2);
        var loader = new Loader(fleet, PerTruck, partitions: 4);
        var partitions = await loader.OpenAsync(store);
        await CreateRowsAsync(source);
        long loaded = 0, inRows = 0;
        var spent = TimeSpan.Zero;
        Instant newest = default;
        foreach (var size in sizes.Order())
        {
            while (loaded < size)
            {
                var batch = loader.Batch(partitions);
                var clock = Stopwatch.StartNew();
                loaded += (await store.AppendAsync(batch, default)).Sum(r => r.New);
                spent += clock.Elapsed;
                newest = batch[0].Batch.Tracks[0].Points.Span[^1].Time;
                if (inRows < rows)
                {
                    inRows += await CopyRowsAsync(source, batch);
                }
            }

            await ExecuteAsync(source, "vacuum analyze");
            Console.WriteLine($"{loaded / 1e6:0} M points appended, {loaded / spent.TotalMicroseconds:0.00} M points/s");
            await SizesAsync(source, loaded, inRows, await OpenPointsAsync(partitions));
            await QueriesAsync(store, source, fleet, newest, withRows: inRows == loaded);
        }

        var all = Stopwatch.StartNew();
        foreach (var partition in partitions)
        {
            await partition.FlushAsync(default);
        }

        await ExecuteAsync(source, "vacuum analyze");
        Console.WriteLine($"All sealed ({all.Elapsed.TotalSeconds:0.0} s with vacuum):");
        await SizesAsync(source, loaded, inRows, 0);
    }

    private static Task<long> OpenPointsAsync(IHistoryPartition[] partitions) =>
        Task.FromResult(partitions.Sum(p => p.OpenVehicles().Sum(v => (long)p.OpenPoints(v).Count)));

    private static async Task QueriesAsync(HistoryStore store, NpgsqlDataSource source, Fleet fleet, Instant newest, bool withRows)
    {
        // The same vehicles and days for both, in turn, the first hundred to warm up.
        var random = new Random(5);
        var (chunks, rows) = (new List<double>(), new List<double>());
        long points = 0;
        for (var i = 0; i < Queries + 100; i++)
        {
            var truck = random.Next(Trucks);
            var room = Math.Max(1, (newest - Fleet.Start).TotalSeconds - 86_400);
            var from = Fleet.Start + TimeSpan.FromSeconds(random.NextDouble() * room);
            var to = from + TimeSpan.FromDays(1);
            var clock = Stopwatch.GetTimestamp();
            var found = 0;
            await foreach (var _ in store.ReadSealedAsync(fleet.Vehicles[truck], from, to, default))
            {
                found++;
            }

            var took = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
            if (i >= 100)
            {
                chunks.Add(took);
                points += found;
            }

            if (withRows)
            {
                clock = Stopwatch.GetTimestamp();
                await ReadRowsAsync(source, truck, from, to);
                if (i >= 100)
                {
                    rows.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                }
            }
        }

        Console.WriteLine($"  vehicle-day ({points / Queries} points): chunks p50 {At(chunks, 0.5):0.00} ms, p99 {At(chunks, 0.99):0.00} ms");
        if (withRows)
        {
            Console.WriteLine(
                $"                          rows   p50 {At(rows, 0.5):0.00} ms, p99 {At(rows, 0.99):0.00} ms: {At(rows, 0.5) / At(chunks, 0.5):0.0} times as long");
        }

        static double At(List<double> times, double part) => times.Order().ElementAt((int)(part * (times.Count - 1)));
    }

    private static async Task SizesAsync(NpgsqlDataSource source, long points, long inRows, long open)
    {
        // A partitioned table has no size of its own: its weeks have.
        var chunks = await SizeAsync(source, "relname like 'history_chunk_w%' and relkind = 'r'");
        var place = await SizeAsync(source, "relname like 'history_chunk_w%place%' or relname like 'history_chunk_w%box%' or relname like 'history_chunk_w%int8range%'");
        var vehicles = await SizeAsync(source, "relname = 'history_vehicle'");
        var journal = await SizeAsync(source, "relname = 'history_journal'");
        var rows = await SizeAsync(source, "relname = 'plain_position'");
        var sealedPoints = (double)(points - open);
        Console.WriteLine(
            $"  {(chunks + vehicles) / sealedPoints:0.00} B/point sealed with all indexes (of it index of time and place {place / sealedPoints:0.00}, vehicles {vehicles / sealedPoints:0.00}); journal {journal / 1e6:0} MB for {open / 1e6:0.0} M open points"
            + (inRows > 0 ? $"; rows {rows / (double)inRows:0.0} B/point" : string.Empty));
    }

    private static async Task<long> SizeAsync(NpgsqlDataSource source, string which)
    {
#pragma warning disable CA2100 // Constants of this file.
        await using var command = source.CreateCommand($"select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class where {which}");
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static Task CreateRowsAsync(NpgsqlDataSource source) => ExecuteAsync(
        source,
        """
        create table plain_position (
          time bigint not null, vehicle int not null, latitude int not null, longitude int not null, mileage int not null,
          alarms int not null, status int not null, speed smallint not null, heading smallint not null, altitude smallint not null,
          primary key (vehicle, time))
        """);

    private static async Task<long> CopyRowsAsync(NpgsqlDataSource source, PartitionBatch[] batches)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy plain_position (time, vehicle, latitude, longitude, mileage, alarms, status, speed, heading, altitude) from stdin (format binary)");

        // In order of time within the batch, as reports arrive.
        var arrivals = batches.SelectMany(b => b.Batch.Tracks)
            .SelectMany(t => t.Points.ToArray(), (t, p) =>
                (Truck: int.Parse(t.Vehicle.Plate.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture), Point: p))
            .OrderBy(a => a.Point.Time);
        foreach (var (truck, p) in arrivals)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(p.Time.UnixMilliseconds, NpgsqlDbType.Bigint);
            await copy.WriteAsync(truck, NpgsqlDbType.Integer);
            await copy.WriteAsync(p.Position.LatitudeE6, NpgsqlDbType.Integer);
            await copy.WriteAsync(p.Position.LongitudeE6, NpgsqlDbType.Integer);
            await copy.WriteAsync((int)(p.MileageDeciKm ?? 0), NpgsqlDbType.Integer);
            await copy.WriteAsync((int)p.Alarms, NpgsqlDbType.Integer);
            await copy.WriteAsync((int)p.Status, NpgsqlDbType.Integer);
            await copy.WriteAsync((short)(p.SpeedDeciKmh ?? 0), NpgsqlDbType.Smallint);
            await copy.WriteAsync((short)(p.HeadingDegrees ?? 0), NpgsqlDbType.Smallint);
            await copy.WriteAsync(p.AltitudeMetres ?? 0, NpgsqlDbType.Smallint);
        }

        return (long)await copy.CompleteAsync();
    }

    private static async Task<int> ReadRowsAsync(NpgsqlDataSource source, int truck, Instant from, Instant to)
    {
        await using var command = source.CreateCommand(
            "select time, latitude, longitude, mileage, alarms, status, speed, heading, altitude from plain_position where vehicle = $1 and time between $2 and $3 order by time");
        command.Parameters.Add(new() { Value = truck });
        command.Parameters.Add(new() { Value = from.UnixMilliseconds });
        command.Parameters.Add(new() { Value = to.UnixMilliseconds });
        await using var reader = await command.ExecuteReaderAsync();
        var found = 0;
        var last = default(PositionReport);
        while (await reader.ReadAsync())
        {
            last = new()
            {
                Time = new(reader.GetInt64(0)),
                Position = new(reader.GetInt32(1), reader.GetInt32(2)),
                MileageDeciKm = (uint)reader.GetInt32(3),
                Alarms = (uint)reader.GetInt32(4),
                Status = (ReportStatus)reader.GetInt32(5),
                SpeedDeciKmh = (ushort)reader.GetInt16(6),
                HeadingDegrees = (ushort)reader.GetInt16(7),
                AltitudeMetres = reader.GetInt16(8),
            };
            found++;
        }

        GC.KeepAlive(last);
        return found;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string text)
    {
#pragma warning disable CA2100 // Constants of this file.
        await using var command = source.CreateCommand(text);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
