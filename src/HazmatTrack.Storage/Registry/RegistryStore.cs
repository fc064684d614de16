using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Catalog;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Registry;

/// <inheritdoc cref="IRegistryStore"/>
public sealed partial class RegistryStore : IRegistryStore, IAsyncDisposable
{
    private readonly RegistryDatabase _database;
    private readonly TimeProvider _time;
    private readonly DocumentCatalog _kinds;
    private readonly FirstUse _upgrade;

    /// <summary>How earlier versions stored vehicles in other spellings than their ids. Rows are never changed, and no new ones are added.</summary>
    private ILookup<VehicleId, string> _spellings = Array.Empty<string>().ToLookup(_ => default(VehicleId));

    private RegistryStore(RegistryDatabase database, TimeProvider time, DocumentCatalog? kinds) =>
        (_database, _time, _kinds, _upgrade) = (database, time, kinds ?? DocumentKinds.Catalog, new(CreateAsync));

    /// <summary>A registry in a PostgreSQL database; its tables are created on first use.</summary>
    /// <param name="time">The clock for recorded times.</param>
    /// <param name="kinds">The kinds that are read; the product's kinds where it is null.</param>
    public static RegistryStore Postgres(string connectionString, TimeProvider time, DocumentCatalog? kinds = null) =>
        new(new PostgresRegistry(connectionString), time, kinds);

    /// <summary>A registry in one file, created on first use; its folder must exist.</summary>
    /// <inheritdoc cref="Postgres" path="/param"/>
    public static RegistryStore Sqlite(string file, TimeProvider time, DocumentCatalog? kinds = null) => new(new SqliteRegistry(file), time, kinds);

    public Task<SaveResult<T>> FileNewAsync<T>(DocumentKind<T> kind, T document, string filedBy, CancellationToken cancellation)
        where T : Document =>
        WriteAsync(kind, document.Number, filedBy, (current, _) =>
            current is null ? (SaveOutcome.Created, document) : (SaveOutcome.Taken, null), cancellation);

    public Task<SaveResult<T>> FileAsync<T>(DocumentKind<T> kind, T document, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document =>
        WriteAsync(
            kind,
            document.Number,
            filedBy,
            (current, _) => condition.Excludes(current?.Version) ? (SaveOutcome.Stale, null)
                : current is null ? condition.RestsOn(null) ? (SaveOutcome.Created, document) : (SaveOutcome.Stale, null)
                : current.Document.Equals(document) ? (SaveOutcome.Unchanged, null)
                : condition.RestsOn(current.Version) ? (SaveOutcome.Replaced, document)
                : (SaveOutcome.Stale, null),
            cancellation,
            version => condition.RestsOn(version) && !condition.Excludes(version) ? document : null);

    public Task<SaveResult<T>> WithdrawAsync<T>(
        DocumentKind<T> kind, string number, Instant? from, string filedBy, VersionCondition condition, CancellationToken cancellation)
        where T : Document =>
        WriteAsync<T>(
            kind,
            number,
            filedBy,
            (current, now) => current is null ? (SaveOutcome.Unknown, null)
                : current.Document.WithdrawnAt <= (from ?? now) ? (SaveOutcome.Unchanged, null)
                : !condition.RestsOn(current.Version) || condition.Excludes(current.Version) ? (SaveOutcome.Stale, null)
                : (SaveOutcome.Replaced, current.Document with { WithdrawnAt = from ?? now }),
            cancellation);

    /// <summary>Migrates the tables to the schema of this program immediately rather than on first use.</summary>
    /// <exception cref="SchemaException">A newer version of the program has migrated them, or a migration failed.</exception>
    public Task UpgradeAsync(CancellationToken cancellation) => _upgrade.EnsureAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _upgrade.Dispose();
    }

    /// <summary>
    /// One filing: takes the next revision (which blocks every other writer until the end), passes the newest version to the decision,
    /// and adds the next one or changes nothing. A newest version that cannot be read is replaced where
    /// <paramref name="overUnreadable"/>, given its number, returns a replacement.
    /// </summary>
    private async Task<SaveResult<T>> WriteAsync<T>(
        DocumentKind<T> kind,
        string number,
        string filedBy,
        Func<DocumentVersion<T>?, Instant, (SaveOutcome Outcome, T? Next)> decide,
        CancellationToken cancellation,
        Func<int, T?>? overUnreadable = null)
        where T : Document
    {
        await using var connection = await OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = Instant.From(_time.GetUtcNow());

        // The clocks of two processes differ; recorded times still follow the revisions.
        var counter = connection.Command(
            transaction,
            $"""
            update registry_counter set timeline = {_database.Timeline},
              revision = revision + case when timeline = {_database.Timeline} or revision = 0 then 1 else {DatabaseTimeline.Revisions} end,
              recorded_at = case when recorded_at > @now then recorded_at else @now end
            returning revision, recorded_at
            """,
            ("@now", now.UnixMilliseconds));
        long revision;
        Instant recorded;
        await using (counter)
        await using (var row = await counter.ExecuteReaderAsync(cancellation))
        {
            await row.ReadAsync(cancellation);
            (revision, recorded) = (row.GetInt64(0), new(row.GetInt64(1)));
        }

        DocumentVersion<T>? current = null;
        int version;
        SaveOutcome outcome;
        T? next;
        try
        {
            current = await NewestAsync(connection, transaction, kind, number, null, cancellation);
            version = current?.Version ?? 0;
            (outcome, next) = decide(current, recorded);
        }
        catch (InvalidDataException) when (overUnreadable is not null)
        {
            version = await VersionAsync(connection, transaction, kind, number, cancellation);
            (outcome, next) = (SaveOutcome.Replaced, overUnreadable(version));
            if (next is null)
            {
                throw;
            }
        }

        if (next is null)
        {
            await transaction.RollbackAsync(cancellation);
            return new(outcome, current);
        }

        var filed = new DocumentVersion<T>(next, version + 1, revision, recorded, filedBy);
        await using (var insert = connection.Command(
            transaction,
            "insert into registry_document (kind, number, version, revision, vehicle, valid_from, valid_to, withdrawn_at, recorded_at, filed_by, content, subject) "
            + "values (@kind, @number, @version, @revision, @vehicle, @from, @to, @withdrawn, @recorded, @by, @content, @subject)",
            ("@kind", kind.Id),
            ("@number", number),
            ("@version", filed.Version),
            ("@revision", revision),
            ("@vehicle", (object?)next.Subject.Vehicle?.ToString() ?? DBNull.Value),
            ("@from", next.ValidFrom.UnixMilliseconds),
            ("@to", next.ValidTo.UnixMilliseconds),
            ("@withdrawn", (object?)next.WithdrawnAt?.UnixMilliseconds ?? DBNull.Value),
            ("@recorded", recorded.UnixMilliseconds),
            ("@by", filedBy),
            ("@content", kind.Write(next)),
            ("@subject", (object?)next.Subject.Key ?? DBNull.Value)))
        {
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        await NameAsync(connection, transaction, kind.Id, filed.Version, next, cancellation);

        await transaction.CommitAsync(cancellation);
        return new(outcome, filed);
    }

    /// <summary>Records the persons and operators that a document of a vehicle names, so that a filing about them finds the vehicle.</summary>
    private static async Task NameAsync(
        DbConnection connection, DbTransaction transaction, string kind, int version, IDocument document, CancellationToken cancellation)
    {
        if (document.Vehicle is not { } vehicle)
        {
            return;
        }

        foreach (var subject in document.Names.Distinct())
        {
            await using var insert = connection.Command(
                transaction,
                "insert into registry_named (subject, kind, number, version, vehicle) values (@subject, @kind, @number, @version, @vehicle)",
                ("@subject", NameOf(subject)),
                ("@kind", kind),
                ("@number", document.Number),
                ("@version", version),
                ("@vehicle", vehicle.ToString()));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static string NameOf(DocumentSubject subject) => $"{(subject.Binding == DocumentBinding.Operator ? "operator" : "person")}:{subject.Key}";

    private static async Task<int> VersionAsync(
        DbConnection connection, DbTransaction transaction, DocumentKind kind, string number, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            transaction, "select max(version) from registry_document where kind = @kind and number = @number", ("@kind", kind.Id), ("@number", number));
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellation), null);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        await UpgradeAsync(cancellation);
        return await _database.OpenAsync(cancellation);
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        await _database.UpgradeAsync(cancellation);
        await using var connection = await _database.OpenAsync(cancellation);
        _spellings = await SpellingsAsync(connection, cancellation);
    }
}
