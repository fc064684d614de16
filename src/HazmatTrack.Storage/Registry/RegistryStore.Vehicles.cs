using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

/// <remarks>This part reads the documents of some vehicles, and those bound to none.</remarks>
public sealed partial class RegistryStore
{
    private const string IsNewest = "d.version = (select max(version) from registry_document where kind = d.kind and number = d.number)";

    public async Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);

        // Read the counter first: a filing in between is then among the documents and not counted, rather than counted and not among them.
        await using var counter = connection.Command(null, "select revision from registry_counter");
        var revision = (long)(await counter.ExecuteScalarAsync(cancellation))!;
        await using var command = connection.Command(
            null, $"select {Columns} from registry_document d where {_database.IsAmong("d.vehicle", "@vehicles")} and {IsNewest}{(since is null ? "" : " and " + EndedAfter())}");
        command.BindIfSet("@vehicles", _database.Among([.. vehicles.SelectMany(v => _spellings[v].Prepend(v.ToString()))]));
        command.BindIfSet("@since", since?.UnixMilliseconds);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var documents = new List<IDocument>();
        while (await rows.ReadAsync(cancellation))
        {
            if (_kinds.Find(rows.GetString(0)) is { } kind)
            {
                documents.Add(AnyRow(kind, rows).Document);
            }
        }

        return (revision, documents);
    }

    public async Task<IReadOnlyCollection<VehicleId>> VehiclesFiledForAsync(long after, long upTo, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            "select d.vehicle, p.vehicle from registry_document d "
            + "left join registry_document p on p.kind = d.kind and p.number = d.number and p.version = d.version - 1 "
            + "where d.revision > @after and d.revision <= @upTo",
            ("@after", after),
            ("@upTo", upTo));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var vehicles = new HashSet<VehicleId>();
        while (await rows.ReadAsync(cancellation))
        {
            for (var i = 0; i < 2; i++)
            {
                if (!rows.IsDBNull(i) && VehicleId.TryFromStored(rows.GetString(i), out var vehicle))
                {
                    vehicles.Add(vehicle.Canonical());
                }
            }
        }

        return vehicles;
    }

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedAsync(Instant endsAfter, CancellationToken cancellation) => OfAnyKindAsync(
        $"where d.vehicle is null and d.valid_to > @value and (d.withdrawn_at is null or d.withdrawn_at > @value) and {IsNewest}",
        endsAfter.UnixMilliseconds,
        cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> SharedFiledAsync(long after, long upTo, CancellationToken cancellation) => OfAnyKindAsync(
        string.Create(CultureInfo.InvariantCulture, $"where d.revision > @value and d.revision <= {upTo} and d.vehicle is null"), after, cancellation);

    /// <summary>The condition that a document had not ended by an instant, nor longer before it than its kind looks back.</summary>
    private string EndedAfter()
    {
        var looksBack = string.Concat(
            _kinds.Kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $" when '{k.Id}' then {(long)k.LooksBack.TotalMilliseconds}")));
        var from = $"@since - case d.kind{looksBack} else 0 end";
        return $"d.valid_to > {from} and (d.withdrawn_at is null or d.withdrawn_at > {from})";
    }
}
