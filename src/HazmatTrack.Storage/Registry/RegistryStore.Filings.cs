using System.Data.Common;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <remarks>This part reads filings with the versions that they replaced.</remarks>
public sealed partial class RegistryStore
{
    /// <summary>The number of columns of a document version.</summary>
    private static readonly int s_width = Columns.Split(',').Length;

    /// <summary>Versions of documents, each with the one before it.</summary>
    private const string WithBefore = "from registry_document d left join registry_document p on p.kind = d.kind and p.number = d.number and p.version = d.version - 1";

    public bool Knows(string kind) => _kinds.Find(kind) is not null;

    public Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation) =>
        FilingsAsync(null, after, upTo, concerns, limit, cancellation);

    public Task<FilingPage> FilingsOfAsync(string kind, long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation) =>
        FilingsAsync(kind, after, upTo, concerns, limit, cancellation);

    private async Task<FilingPage> FilingsAsync(
        string? ofKind, long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);

        // Reads the subjects first: most filings are for other vehicles, and their contents are many times as long.
        var (wanted, looked, unknown) = (new List<long>(), 0, new Dictionary<string, long>());
        await using (var keys = connection.Command(
            null,
            $"select d.kind, d.revision, d.vehicle, p.vehicle {WithBefore} where d.revision > @after and d.revision <= @upTo{(ofKind is null ? "" : " and d.kind = @kind")} order by d.revision limit @limit",
            ("@after", after),
            ("@upTo", upTo),
            ("@limit", limit)))
        {
            keys.BindIfSet("@kind", ofKind);
            await using var rows = await keys.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                (looked, after) = (looked + 1, rows.GetInt64(1));
                var kind = _kinds.Find(rows.GetString(0));
                if (kind is null)
                {
                    // A filing that is bound to no vehicle may concern any.
                    if ((rows.IsDBNull(2) && rows.IsDBNull(3)) || Concerns(rows, 2, concerns) || Concerns(rows, 3, concerns))
                    {
                        unknown.TryAdd(rows.GetString(0), after - 1);
                    }
                }
                else if (kind.Binding != DocumentBinding.Vehicle || Concerns(rows, 2, concerns) || Concerns(rows, 3, concerns))
                {
                    wanted.Add(after);
                }
            }
        }

        var filings = new List<Filing>(wanted.Count);
        if (wanted.Count > 0)
        {
            await using var command = connection.Command(
                null,
                $"select {Columns}, {Columns.Replace("d.", "p.", StringComparison.Ordinal)} {WithBefore} where d.revision in ({string.Join(',', wanted)}) order by d.revision");
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                var kind = _kinds.Find(rows.GetString(0))!;
                filings.Add(new(rows.IsDBNull(s_width) ? null : AnyRow(kind, rows, s_width).Document, AnyRow(kind, rows).Document));
            }
        }

        return new(filings, looked < limit ? upTo : after, unknown);
    }

    private static bool Concerns(DbDataReader row, int at, Func<VehicleId, bool> concerns) =>
        !row.IsDBNull(at) && VehicleId.TryFromStored(row.GetString(at), out var vehicle) && concerns(vehicle.Canonical());
}
