using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Audit;
using Npgsql;

namespace HazmatTrack.Bench.Audit;

/// <summary>Bytes that the record takes on PostgreSQL with all indexes: of a look at one vehicle, and of each vehicle that a list names.</summary>
internal static class RecordSize
{
    private const int Group = 500;
    private const int People = 300;

    public static async Task RunAsync(string postgres, int looks, int names)
    {
        var connection = await RecordRate.NewDatabaseAsync(postgres);
        await using var store = await AuditStore.OpenPostgresAsync(connection, TimeProvider.System, default);
        var empty = await BytesAsync(connection);
        foreach (var some in Enumerable.Range(0, looks).Chunk(Group))
        {
            await store.AppendAsync([.. some.Select(i => RecordRate.Look(i % People, i))], default);
        }

        var single = await BytesAsync(connection);
        Console.WriteLine($"{looks:N0} looks at one vehicle: {(single - empty) / (double)looks:N0} bytes each");

        // As a page that shows all vehicles of a province has them recorded: as many to an entry as it can name, in the order of the list, again and again.
        var all = Enumerable.Range(0, 30_000).Select(i => new VehicleId($"沪A{i:00000}", PlateColour.Yellow)).Chunk(AuditVehicles.MaxCount).ToList();
        var entries = names / AuditVehicles.MaxCount;
        for (var i = 0; i < entries; i++)
        {
            var entry = RecordRate.Look(i % People, i) with
            {
                Action = AuditAction.ReadVehicle,
                From = null,
                To = null,
                Purpose = null,
                CaseNumber = null,
                Rows = AuditVehicles.MaxCount,
                Vehicles = AuditVehicles.From(all[i % all.Count]),
            };
            await store.AppendAsync([entry], default);
        }

        var lists = await BytesAsync(connection);
        Console.WriteLine($"{entries * AuditVehicles.MaxCount:N0} vehicles in lists: {(lists - single) / ((double)entries * AuditVehicles.MaxCount):N0} bytes each");
    }

    private static async Task<long> BytesAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_total_relation_size('audit_record') + pg_total_relation_size('audit_vehicle')", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
