using System.Data.Common;
using HazmatTrack.Domain.Access;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Storage.Access;

/// <remarks>This part has the operators.</remarks>
public sealed partial class AccessStore
{
    private const string OperatorRow = "select c.revision, o.code, o.version, o.name, o.province, o.contact, o.suspended, o.changed_at, o.changed_by from access_counter c";

    public Task<OperatorSave> SaveOperatorAsync(TransportOperator saved, string by, VersionCondition condition, CancellationToken cancellation)
    {
        if (saved.Faults() is [var fault, ..])
        {
            throw new ArgumentException(fault.Why.English, nameof(saved));
        }

        return ChangeAsync(
            async change =>
            {
                await using var find = change.Command($"{OperatorRow} left join access_operator o on o.code = @code", ("@code", saved.Code));
                var current = (await ReadAsync(find, "operator", ToOperator, cancellation)).Value.FirstOrDefault();
                await using var newest = change.Command("select version from access_operator where code = @code", ("@code", saved.Code));
                int? version = await newest.ExecuteScalarAsync(cancellation) is { } stored ? Convert.ToInt32(stored, null) : null;
                var outcome = condition.Excludes(version) ? SaveOutcome.Stale
                    : current?.Operator == saved ? SaveOutcome.Unchanged
                    : !condition.RestsOn(version) ? SaveOutcome.Stale
                    : version is null ? SaveOutcome.Created
                    : SaveOutcome.Replaced;
                if (outcome is SaveOutcome.Stale or SaveOutcome.Unchanged)
                {
                    return (false, new OperatorSave(outcome, current));
                }

                var next = new StoredOperator(saved, (version ?? 0) + 1, change.At, by);
                await change.ExecuteAsync(
                    "insert into access_operator (code, version, name, province, contact, suspended, changed_at, changed_by, revision) "
                    + "values (@code, @version, @name, @province, @contact, @suspended, @at, @by, @revision) on conflict (code) do update set "
                    + "version = excluded.version, name = excluded.name, province = excluded.province, contact = excluded.contact, suspended = excluded.suspended, "
                    + "changed_at = excluded.changed_at, changed_by = excluded.changed_by, revision = excluded.revision",
                    cancellation,
                    ("@code", saved.Code),
                    ("@version", next.Version),
                    ("@name", saved.Name),
                    ("@province", saved.Province.Number),
                    ("@contact", saved.Contact),
                    ("@suspended", saved.IsSuspended ? 1 : 0),
                    ("@at", change.At.UnixMilliseconds),
                    ("@by", by),
                    ("@revision", change.Revision));
                return (true, new OperatorSave(outcome, next) { Before = current });
            },
            cancellation);
    }

    public async Task<AccessRead<StoredOperator?>> FindOperatorAsync(string code, CancellationToken cancellation)
    {
        var (revision, found) = await ReadAsync(
            "operator", $"{OperatorRow} left join access_operator o on o.code = @code", ToOperator, cancellation, ("@code", code));
        return new(revision, found.FirstOrDefault());
    }

    public async Task<IReadOnlyList<StoredOperator>> OperatorsAsync(string? after, int limit, CancellationToken cancellation) =>
        (await ReadAsync(
            "operator",
            $"{OperatorRow} join access_operator o on o.code > @after order by o.code limit @limit",
            ToOperator,
            cancellation,
            ("@after", after ?? ""),
            ("@limit", limit))).Value;

    private static StoredOperator ToOperator(DbDataReader row)
    {
        var stored = new TransportOperator
        {
            Code = row.GetString(1),
            Name = row.GetString(3),
            Province = new(row.GetInt32(4)),
            Contact = row.GetString(5),
            IsSuspended = row.GetInt32(6) != 0,
        };
        return stored.Faults() is [var fault, ..]
            ? throw new FormatException(fault.Why.English)
            : new(stored, row.GetInt32(2), new(row.GetInt64(7)), row.GetString(8));
    }
}
