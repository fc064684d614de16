using System.Data.Common;
using System.Runtime.CompilerServices;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Registry;

public sealed partial class RegistryStore
{
    private const string Columns = "d.kind, d.number, d.version, d.revision, d.vehicle, d.valid_from, d.valid_to, d.withdrawn_at, d.recorded_at, d.filed_by, d.content, d.subject";

    /// <summary>Raised for unreadable rows, each time they are encountered. Handlers must be quick and must not throw.</summary>
    public event Action<Damage>? Damaged;

    public async Task<DocumentVersion<T>?> GetAsync<T>(DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
        where T : Document
    {
        await using var connection = await OpenAsync(cancellation);
        return await NewestAsync(connection, null, kind, number, asOf, cancellation);
    }

    public async Task<IReadOnlyList<DocumentVersion<T>>> VersionsAsync<T>(DocumentKind<T> kind, string number, CancellationToken cancellation)
        where T : Document
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            null,
            $"select {Columns} from registry_document d where d.kind = @kind and d.number = @number order by d.version",
            ("@kind", kind.Id),
            ("@number", number));
        return await AllAsync(kind, command, skips: false, cancellation);
    }

    public async Task<IReadOnlyList<DocumentVersion<T>>> ListAsync<T>(DocumentKind<T> kind, DocumentQuery query, CancellationToken cancellation)
        where T : Document
    {
        await using var connection = await OpenAsync(cancellation);
        var spellings = query.Vehicle is { } vehicle ? _spellings[vehicle].ToArray() : [];
        var recorded = query.AsOf is null ? "" : " and recorded_at <= @asOf";
        var where = "where d.kind = @kind"
            + (query.After is null ? "" : " and d.number > @after")
            + (query.Vehicle is null ? "" : $" and d.vehicle in (@vehicle{string.Concat(spellings.Select((_, i) => $", @vehicle{i}"))})")
            + (query.ValidAt is null ? "" : " and d.valid_from <= @validAt and d.valid_to > @validAt and (d.withdrawn_at is null or d.withdrawn_at > @validAt)")
            + (query.Subject is null ? "" : " and d.subject = @subject")
            + $" and d.version = (select max(version) from registry_document where kind = d.kind and number = d.number{recorded})";
        await using var command = connection.Command(
            null,
            $"select {Columns} from registry_document d {where} order by d.number limit @limit",
            ("@kind", kind.Id),
            ("@limit", query.Limit));
        command.BindIfSet("@after", query.After);
        command.BindIfSet("@vehicle", query.Vehicle?.ToString());
        foreach (var (i, spelling) in spellings.Index())
        {
            command.BindIfSet(FormattableString.Invariant($"@vehicle{i}"), spelling);
        }

        command.BindIfSet("@subject", query.Subject?.Key);
        command.BindIfSet("@validAt", query.ValidAt?.UnixMilliseconds);
        command.BindIfSet("@asOf", query.AsOf?.UnixMilliseconds);
        return await AllAsync(kind, command, skips: true, cancellation);
    }

    public async Task<IReadOnlyList<VehicleId>> NamingAsync(DocumentSubject subject, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(null, "select distinct vehicle from registry_named where subject = @subject", ("@subject", NameOf(subject)));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var vehicles = new List<VehicleId>();
        while (await rows.ReadAsync(cancellation))
        {
            if (VehicleId.TryFromStored(rows.GetString(0), out var vehicle))
            {
                vehicles.Add(vehicle.Canonical());
            }
        }

        return vehicles;
    }

    public async Task<IReadOnlyList<string>> NumbersOfAsync(DocumentKind kind, DocumentSubject subject, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        var bound = kind.Binding == subject.Binding ? "union select number from registry_document where kind = @kind and subject = @key " : "";
        await using var command = connection.Command(
            null,
            $"select distinct number from registry_named where kind = @kind and subject = @subject {bound}order by number",
            ("@kind", kind.Id),
            ("@subject", NameOf(subject)));
        command.BindIfSet("@key", kind.Binding == subject.Binding ? subject.Key : null);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var numbers = new List<string>();
        while (await rows.ReadAsync(cancellation))
        {
            numbers.Add(rows.GetString(0));
        }

        return numbers;
    }

    public async Task<long> TimelineAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(null, $"select {_database.Timeline}");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async Task<long> RevisionAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(null, "select revision from registry_counter");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public IAsyncEnumerable<DocumentVersion<IDocument>> ValidDocumentsAsync(Instant endsAfter, CancellationToken cancellation) => OfAnyKindAsync(
        "where d.valid_to > @value and (d.withdrawn_at is null or d.withdrawn_at > @value)"
        + " and d.version = (select max(version) from registry_document where kind = d.kind and number = d.number)",
        endsAfter.UnixMilliseconds,
        cancellation);

    public IAsyncEnumerable<DocumentVersion<IDocument>> FiledAfterAsync(long revision, CancellationToken cancellation) =>
        OfAnyKindAsync("where d.revision > @value", revision, cancellation);

    /// <summary>Kinds that a newer version of the program filed are skipped: this one has no rule that uses them.</summary>
    private async IAsyncEnumerable<DocumentVersion<IDocument>> OfAnyKindAsync(string where, long value, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(null, $"select {Columns} from registry_document d {where} order by d.revision", ("@value", value));
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            if (_kinds.Find(rows.GetString(0)) is { } kind)
            {
                yield return AnyRow(kind, rows);
            }
        }
    }

    private DocumentVersion<IDocument> AnyRow(DocumentKind kind, DbDataReader row, int first = 0)
    {
        try
        {
            return Row(kind, row, kind.ReadAny, first);
        }
        catch (FormatException e)
        {
            ReportDamage(kind.Id, row, first, e);
            var withdrawn = row.IsDBNull(first + 7) ? (Instant?)null : new Instant(row.GetInt64(first + 7));
            var document = new UnreadableDocument(
                kind.Id, row.GetString(first + 1), SubjectOf(kind, row, first), new(row.GetInt64(first + 5)),
                    new(row.GetInt64(first + 6)), withdrawn, e.Message);
            return new(document, row.GetInt32(first + 2), row.GetInt64(first + 3), new(row.GetInt64(first + 8)), row.GetString(first + 9));
        }
    }

    /// <summary>The subject of a row, even where the rest of it cannot be read; the default where the subject cannot be read either.</summary>
    private static DocumentSubject SubjectOf(DocumentKind kind, DbDataReader row, int first)
    {
        try
        {
            return DocumentSubject.FromStored(kind.Binding, VehicleOf(row, first), KeyOf(row, first));
        }
        catch (FormatException)
        {
            return default;
        }
    }

    private static VehicleId? VehicleOf(DbDataReader row, int first) =>
        row.IsDBNull(first + 4) ? null
            : VehicleId.TryFromStored(row.GetString(first + 4), out var vehicle) ? vehicle.Canonical()
            : throw new FormatException($"'{row.GetString(first + 4)}' is no vehicle.");

    private static string? KeyOf(DbDataReader row, int first) => row.IsDBNull(first + 11) ? null : row.GetString(first + 11);

    private void ReportDamage(string kind, DbDataReader row, int first, FormatException cause)
    {
        var vehicle = !row.IsDBNull(first + 4) && VehicleId.TryFromStored(row.GetString(first + 4), out var id) ? id : (VehicleId?)null;
        var key = FormattableString.Invariant($"kind={kind} number={row.GetString(first + 1)} version={row.GetInt32(first + 2)}");
        Damaged?.Invoke(new(
            "document", "registry_document", key, vehicle, null, cause.Message,
            "The rules that rest on it do not judge the vehicle: file the document again, then have the vehicle judged again."));
    }

    private static async Task<ILookup<VehicleId, string>> SpellingsAsync(DbConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Command(null, "select distinct vehicle from registry_document where vehicle is not null");
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var spellings = new List<(VehicleId Vehicle, string Spelling)>();
        while (await rows.ReadAsync(cancellation))
        {
            var spelling = rows.GetString(0);
            if (VehicleId.TryParse(spelling, out var vehicle) && vehicle.ToString() != spelling)
            {
                spellings.Add((vehicle, spelling));
            }
        }

        return spellings.ToLookup(s => s.Vehicle, s => s.Spelling);
    }

    private async Task<DocumentVersion<T>?> NewestAsync<T>(
        DbConnection connection, DbTransaction? transaction, DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
        where T : Document
    {
        var recorded = asOf is null ? "" : " and d.recorded_at <= @asOf";
        await using var command = connection.Command(
            transaction,
            $"select {Columns} from registry_document d where d.kind = @kind and d.number = @number{recorded} order by d.version desc limit 1",
            ("@kind", kind.Id),
            ("@number", number));
        command.BindIfSet("@asOf", asOf?.UnixMilliseconds);
        return (await AllAsync(kind, command, skips: false, cancellation)).FirstOrDefault();
    }

    private async Task<List<DocumentVersion<T>>> AllAsync<T>(DocumentKind<T> kind, DbCommand command, bool skips, CancellationToken cancellation)
        where T : Document
    {
        var found = new List<DocumentVersion<T>>();
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            try
            {
                found.Add(Row(kind, rows, kind.Read));
            }
            catch (FormatException e)
            {
                ReportDamage(kind.Id, rows, 0, e);
                if (!skips)
                {
                    throw new InvalidDataException(e.Message, e);
                }
            }
        }

        return found;
    }

    private delegate T Reading<T>(in DocumentHead head, string content);

    private static DocumentVersion<T> Row<T>(DocumentKind kind, DbDataReader row, Reading<T> read, int first = 0)
        where T : class, IDocument
    {
        try
        {
            var head = new DocumentHead(
                row.GetString(first + 1),
                DocumentSubject.FromStored(kind.Binding, VehicleOf(row, first), KeyOf(row, first)),
                new(row.GetInt64(first + 5)),
                new(row.GetInt64(first + 6)),
                row.IsDBNull(first + 7) ? null : new Instant(row.GetInt64(first + 7)));
            return new(read(head, row.GetString(first + 10)), row.GetInt32(first + 2), row.GetInt64(first + 3),
                new(row.GetInt64(first + 8)), row.GetString(first + 9));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidCastException or OverflowException)
        {
            throw new FormatException($"Version {row.GetInt32(first + 2)} of {kind.Id} {row.GetString(first + 1)} in the registry cannot be read: {e.Message}", e);
        }
    }
}
