using System.Data.Common;
using System.Globalization;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Audit;

public sealed partial class AuditStore
{
    private const int NumbersPerStatement = 200;

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(long from, int limit, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        await using var command = connection.Command(
            $"select {AuditSearch.Columns} from audit_record r where r.sequence >= @from order by r.sequence limit @limit", ("@from", from), ("@limit", limit));
        return await RowsAsync(connection, command, cancellation);
    }

    public async Task<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellation)
    {
        if (query.Concerned is { Bits: 0 } || query.Authorities is { Bits: 0 })
        {
            return AuditPage.Empty;
        }

        var search = new AuditSearch(query);
        await using var connection = await _database.OpenAsync(cancellation);
        var lead = search.IsFiltered ? await LeadAsync(connection, search, query.Before, cancellation) : new(0, query.Before, 0);
        var (sql, values) = search.Page(lead);
        await using var command = connection.Command(sql, [.. values]);
        var rows = await RowsAsync(connection, command, cancellation);
        return rows.Count > query.Limit ? new([.. rows.Take(query.Limit)], rows[query.Limit - 1].Sequence) : new(rows, lead.Next);
    }

    /// <summary>Which condition of a search leads. What is recorded from then on is not of the page, so that it lacks nothing of before.</summary>
    private static async Task<AuditLead> LeadAsync(DbConnection connection, AuditSearch search, long before, CancellationToken cancellation)
    {
        var (sql, values) = search.Reach();
        await using var command = connection.Command(sql, [.. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var ends = Enumerable.Range(1, reader.FieldCount - 1).Select(i => reader.IsDBNull(i) ? 0 : reader.GetInt64(i)).ToList();
        return AuditLead.From(Math.Min(before, reader.GetInt64(0)), ends);
    }

    /// <summary>The rows of a command, with the vehicles by which they are found.</summary>
    private static async Task<IReadOnlyList<AuditRow>> RowsAsync(DbConnection connection, DbCommand command, CancellationToken cancellation)
    {
        var rows = new List<AuditRow>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(new(reader.GetInt64(0), Bytes(reader, 7), Bytes(reader, 8), new(
                    new Instant(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.GetInt32(4),
                    (AuditAction)reader.GetInt32(5), (AuditOutcome)reader.GetInt32(6), AuditVehicles.None)));
            }
        }

        if (rows.Count == 0)
        {
            return rows;
        }

        var vehicles = await VehiclesAsync(connection, rows, cancellation);
        return [.. rows.Select(row => row with { Columns = row.Columns! with { Vehicles = Named(vehicles[row.Sequence]) } })];
    }

    /// <summary>The vehicles of rows by their numbers.</summary>
    private static async Task<ILookup<long, string>> VehiclesAsync(DbConnection connection, List<AuditRow> rows, CancellationToken cancellation)
    {
        var found = new List<(long Sequence, string Vehicle)>();
        foreach (var chunk in rows.Chunk(NumbersPerStatement))
        {
            await using var command = connection.Command("");
            var sql = new StringBuilder("select sequence, vehicle from audit_vehicle where sequence in (");
            for (var i = 0; i < chunk.Length; i++)
            {
                var name = "@s" + i.ToString(CultureInfo.InvariantCulture);
                sql.Append(i > 0 ? "," : "").Append(name);
                command.Bind(name, chunk[i].Sequence);
            }

            command.CommandText = sql.Append(')').ToString();
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                found.Add((reader.GetInt64(0), reader.GetString(1)));
            }
        }

        return found.ToLookup(f => f.Sequence, f => f.Vehicle);
    }

    /// <summary>A text that is no vehicle was put there by somebody else; the row then differs by its absence, unless it was added to the right ones.</summary>
    private static AuditVehicles Named(IEnumerable<string> texts) =>
        AuditVehicles.From(texts.Take(AuditVehicles.MaxCount).Select(t => VehicleId.TryFromStored(t, out var id) ? id : (VehicleId?)null).OfType<VehicleId>());
}
