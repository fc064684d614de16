using System.Collections.Frozen;
using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Storage.Access;

/// <remarks>This part has the API keys.</remarks>
public sealed partial class AccessStore
{
    private const string KeyRow = "select c.revision, k.id, k.secret_hash, k.owner, k.name, k.roles, k.actions, k.provinces, k.addresses, k.expires_at, "
        + "k.created_at, k.created_by, k.last_used_at, k.revoked_at, k.revoked_by from access_counter c";

    public Task<KeyCreation> CreateKeyAsync(ApiKeyDraft draft, ApiKeyTerms terms, string by, CancellationToken cancellation) => ChangeAsync(
        async change =>
        {
            if (terms.Faults(change.At) is [var fault, ..])
            {
                throw new ArgumentException($"{fault.Field}: {fault.Why.English}", nameof(terms));
            }

            await using var find = change.Command(
                $"{KeyRow} join access_key k on k.owner = @owner and k.name = @name and k.revoked_at is null and k.expires_at > @at order by k.created_at",
                ("@owner", terms.Owner),
                ("@name", terms.Name),
                ("@at", change.At.UnixMilliseconds));
            var active = (await ReadAsync(find, "api-key", ToKey, cancellation)).Value;
            if (active.Count >= MostActiveKeys)
            {
                return (false, new KeyCreation(null, active));
            }

            var key = new AccessKey { Id = draft.Id, Secret = draft.Secret, Terms = terms, CreatedAt = change.At, CreatedBy = by };
            await change.ExecuteAsync(
                "insert into access_key (id, secret_hash, owner, name, roles, actions, provinces, addresses, expires_at, created_at, created_by, revision) "
                + "values (@id, @hash, @owner, @name, @roles, @actions, @provinces, @addresses, @expires, @at, @by, @revision)",
                cancellation,
                ("@id", key.Id),
                ("@hash", key.Secret.ToString()),
                ("@owner", terms.Owner),
                ("@name", terms.Name),
                ("@roles", FromRoles(terms.Roles)),
                ("@actions", string.Join(' ', terms.Actions.Order().Select(AccessRights.NameOf))),
                ("@provinces", terms.Provinces.Bits),
                ("@addresses", string.Join(' ', terms.Addresses)),
                ("@expires", terms.ExpiresAt.UnixMilliseconds),
                ("@at", change.At.UnixMilliseconds),
                ("@by", by),
                ("@revision", change.Revision));
            return (true, new(key, []));
        },
        cancellation);

    public async Task<AccessRead<AccessKey?>> FindKeyAsync(string id, CancellationToken cancellation)
    {
        var (revision, found) = await ReadAsync("api-key", $"{KeyRow} left join access_key k on k.id = @id", ToKey, cancellation, ("@id", id));
        return new(revision, found.FirstOrDefault());
    }

    public async Task<IReadOnlyList<AccessKey>> KeysOfAsync(string owner, CancellationToken cancellation) =>
        (await ReadAsync(
            "api-key", $"{KeyRow} join access_key k on k.owner = @owner order by k.created_at desc", ToKey, cancellation, ("@owner", owner))).Value;

    public Task<KeyRevocation?> RevokeKeyAsync(string id, string by, CancellationToken cancellation) => ChangeAsync(
        async change =>
        {
            var count = await change.ExecuteAsync(
                "update access_key set revoked_at = @at, revoked_by = @by, revision = @revision where id = @id and revoked_at is null",
                cancellation,
                ("@at", change.At.UnixMilliseconds),
                ("@by", by),
                ("@revision", change.Revision),
                ("@id", id));
            await using var find = change.Command($"{KeyRow} left join access_key k on k.id = @id", ("@id", id));
            var found = (await ReadAsync(find, "api-key", ToKey, cancellation)).Value.FirstOrDefault();
            return (count > 0, found is null ? null : new KeyRevocation(found, count > 0));
        },
        cancellation);

    public async Task<Instant?> NextKeyExpiryAsync(Instant usedSince, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            "select min(expires_at) from access_key where revoked_at is null and expires_at > @now and last_used_at >= @since",
            ("@now", Now.UnixMilliseconds),
            ("@since", usedSince.UnixMilliseconds));
        return await command.ExecuteScalarAsync(cancellation) is long at ? new Instant(at) : null;
    }

    public Task RecordKeyUsesAsync(IReadOnlyCollection<(string Id, Instant Used)> uses, CancellationToken cancellation) => RecordAsync(
        "update access_key set last_used_at = list.used from {0} where access_key.id = list.id "
        + "and (access_key.last_used_at is null or access_key.last_used_at < list.used - @exact)",
        [.. uses],
        cancellation);

    /// <summary>Writes uses. They give and take nothing, so that they need no revision and wait for no other change.</summary>
    private async Task RecordAsync(string update, (string Id, Instant Used)[] uses, CancellationToken cancellation)
    {
        if (uses.Length == 0)
        {
            return;
        }

        // In one order, so that two processes that write the same rows do not wait for each other.
        Array.Sort(uses, (a, b) => string.CompareOrdinal(a.Id, b.Id));
        await using var connection = await OpenAsync(cancellation);
        await using var command = connection.Command(
            update.Replace("{0}", _database.Uses, StringComparison.Ordinal), ("@exact", (long)s_useExactTo.TotalMilliseconds));
        _database.BindUses(command, uses);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static AccessKey ToKey(DbDataReader row) => new()
    {
        Id = row.GetString(1),
        Secret = ToHash(row.GetString(2)),
        Terms = new()
        {
            Owner = row.GetString(3),
            Name = row.GetString(4),
            Roles = ToRoles(row.GetString(5)),
            Actions = Words(row.GetString(6)).Select(ToAction).ToFrozenSet(),
            Provinces = ToProvinces(row.GetInt32(7)),
            Addresses = [.. Words(row.GetString(8)).Select(AddressRange.Parse)],
            ExpiresAt = new(row.GetInt64(9)),
        },
        CreatedAt = new(row.GetInt64(10)),
        CreatedBy = row.GetString(11),
        LastUsedAt = ToInstant(row, 12),
        RevokedAt = ToInstant(row, 13),
        RevokedBy = row.IsDBNull(14) ? null : row.GetString(14),
    };

    private static string FromRoles(IEnumerable<Role> roles) => string.Join(' ', roles.Order().Select(AccessRights.NameOf));

    private static FrozenSet<Role> ToRoles(string text) => Words(text)
        .Select(name => AccessRights.Roles.TryGetValue(name, out var role) ? role : throw new FormatException($"'{name}' is no role of this program."))
        .ToFrozenSet();

    private static AccessAction ToAction(string name) =>
        AccessRights.Actions.TryGetValue(name, out var action) && AccessRights.IsForKeys(action)
            ? action
            : throw new FormatException($"'{name}' is no action that a key of this program may have.");

    private static ProvinceSet ToProvinces(int bits) => bits >= 0 ? new(bits) : throw new FormatException($"{bits} is no set of provinces.");

    private static SecretHash ToHash(string text) =>
        SecretHash.TryParse(text, out var hash) ? hash : throw new FormatException("The hash of a secret has 64 hexadecimal digits.");

    private static Instant? ToInstant(DbDataReader row, int at) => row.IsDBNull(at) ? null : new Instant(row.GetInt64(at));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
