using System.Data.Common;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <remarks>Here: what was filed in the place of what.</remarks>
public sealed partial class RegistryStore
{
    /// <summary>How many columns a version of a document has.</summary>
    private static readonly int s_width = Columns.Split(',').Length;

    public async Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            $"select {Columns}, {Columns.Replace("d.", "p.", StringComparison.Ordinal)} from registry_document d "
            + "left join registry_document p on p.kind = d.kind and p.number = d.number and p.version = d.version - 1 "
            + "where d.revision > @after and d.revision <= @upTo order by d.revision limit @limit",
            ("@after", after),
            ("@upTo", upTo),
            ("@limit", limit));
        var (filings, looked) = (new List<Filing>(), 0);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            (looked, after) = (looked + 1, rows.GetInt64(3));
            if (_kinds.Find(rows.GetString(0)) is { } kind && (kind.Binding != DocumentBinding.Vehicle || Concerns(rows, 0, concerns) || Concerns(rows, s_width, concerns)))
            {
                filings.Add(new(
                    rows.IsDBNull(s_width) ? null : AnyRow(kind, rows, s_width).Document, AnyRow(kind, rows).Document));
            }
        }

        return new(filings, looked < limit ? upTo : after);
    }

    private static bool Concerns(DbDataReader row, int first, Func<VehicleId, bool> concerns) =>
        !row.IsDBNull(first + 4) && VehicleId.TryFromStored(row.GetString(first + 4), out var vehicle) && concerns(vehicle.Canonical());
}
