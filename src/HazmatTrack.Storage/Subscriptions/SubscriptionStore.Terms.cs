using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Storage.Subscriptions;

/// <remarks>This part has the subscriptions themselves, which administrators change.</remarks>
public sealed partial class SubscriptionStore
{
    private const string Columns = "id, version, name, channel, role, operator, provinces, rules, severities, targets, secret, old_secret, old_until, since, taken_to, "
        + "created_at, created_by, changed_at, disabled_at, disabled_why, mailed_at, holder, until";

    private const string Disabled = "disabled_at = coalesce(disabled_at, @at), disabled_why = coalesce(disabled_why, @why)";

    /// <summary>Adds a subscription; null where there are as many as may be.</summary>
    /// <param name="secret">Its encrypted secret; null for mail.</param>
    /// <param name="since">The event after which it begins.</param>
    public async Task<StoredSubscription?> CreateAsync(
        string id, Subscription terms, string? secret, long since, string by, CancellationToken cancellation)
    {
        var rows = await ExecuteAsync(
            """
            insert into subscription (id, version, name, channel, role, operator, provinces, rules, severities, targets, secret, since, taken_to,
              created_at, created_by, changed_at, changed_by)
            select @id, 1, @name, @channel, @role, nullif(@operator, ''), @provinces, @rules, @severities, @targets, nullif(@secret, ''), @since, @since, @at, @by, @at, @by
            where (select count(*) from subscription) < @most
            """,
            cancellation,
            [
                .. Values(terms), ("@id", id), ("@secret", secret ?? ""), ("@since", since), ("@at", Now.UnixMilliseconds), ("@by", by),
                ("@most", Subscription.Most),
            ]);
        Changed?.Invoke();
        return rows == 0 ? null : await FindAsync(id, cancellation);
    }

    /// <summary>All subscriptions, by name.</summary>
    public Task<List<StoredSubscription>> AllAsync(CancellationToken cancellation) =>
        ReadAsync($"select {Columns} from subscription order by name, id", ToSubscription, cancellation);

    /// <summary>A subscription by its id; null for an unknown one.</summary>
    public async Task<StoredSubscription?> FindAsync(string id, CancellationToken cancellation) =>
        (await ReadAsync($"select {Columns} from subscription where id = @id", ToSubscription, cancellation, ("@id", id))).FirstOrDefault();

    /// <summary>Changes what a subscription is about; null for an unknown one. What is on its way is sent by the new terms.</summary>
    public Task<StoredSubscription?> ChangeAsync(string id, Subscription terms, string by, CancellationToken cancellation) => AlterAsync(
        id,
        "name = @name, channel = @channel, role = @role, operator = nullif(@operator, ''), provinces = @provinces, rules = @rules, severities = @severities, targets = @targets",
        by,
        cancellation,
        [.. Values(terms)]);

    /// <summary>Disables a subscription: nothing more is sent or taken in. One that is disabled keeps its reason.</summary>
    /// <param name="why">One of <see cref="DisabledBy"/>.</param>
    public Task<StoredSubscription?> DisableAsync(string id, string why, string by, CancellationToken cancellation) => AlterAsync(
        id, Disabled, by, cancellation, ("@why", why));

    /// <summary>The same for a subscription that has not been changed since a version; another one stays as it is, and is returned.</summary>
    /// <inheritdoc cref="DisableAsync(string, string, string, CancellationToken)" path="/param"/>
    public Task<StoredSubscription?> DisableAsync(string id, int version, string why, string by, CancellationToken cancellation) => AlterAsync(
        id, version, Disabled, by, cancellation, ("@why", why));

    /// <summary>Enables a subscription again, which goes on where it was.</summary>
    /// <param name="skipTo">The event after which it goes on instead, without what happened meanwhile; null for all.</param>
    public Task<StoredSubscription?> EnableAsync(string id, long? skipTo, string by, CancellationToken cancellation) => AlterAsync(
        id,
        "disabled_at = null, disabled_why = null, taken_to = case when @skip > taken_to then @skip else taken_to end",
        by,
        cancellation,
        ("@skip", skipTo ?? -1));

    /// <summary>
    /// Gives a subscription another secret. The one before signs as well until an instant; where there is such a one already, the call changes nothing and
    /// returns false, unless both end now.
    /// </summary>
    /// <param name="oldUntil">Until when the secret before signs; null for both of before to end at once.</param>
    public async Task<bool> RotateAsync(string id, string secret, Instant? oldUntil, string by, CancellationToken cancellation)
    {
        var rows = await ExecuteAsync(
            """
            update subscription set version = version + 1, changed_at = @at, changed_by = @by,
              old_secret = case when @until < 0 then null else secret end, old_until = case when @until < 0 then null else @until end, secret = @secret
            where id = @id and secret is not null and (@until < 0 or old_until is null or old_until <= @at)
            """,
            cancellation,
            ("@id", id),
            ("@secret", secret),
            ("@until", oldUntil?.UnixMilliseconds ?? -1L),
            ("@at", Now.UnixMilliseconds),
            ("@by", by));
        Changed?.Invoke();
        return rows > 0;
    }

    /// <summary>Removes a subscription with all that is on its way and all dead letters; false for an unknown one.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellation)
    {
        var rows = await WriteAsync(
            async (connection, transaction) =>
            {
                await using var one = connection.Command(transaction, "delete from subscription where id = @id", ("@id", id));
                var deleted = await one.ExecuteNonQueryAsync(cancellation);
                await using var all = connection.Command(transaction, "delete from subscription_delivery where subscription = @id", ("@id", id));
                await all.ExecuteNonQueryAsync(cancellation);
                return deleted;
            },
            cancellation);
        Changed?.Invoke();
        return rows > 0;
    }

    private Task<StoredSubscription?> AlterAsync(
        string id, string set, string by, CancellationToken cancellation, params (string Name, object? Value)[] values) =>
        AlterAsync(id, null, set, by, cancellation, values);

    /// <param name="version">The version that is changed; null for whichever there is.</param>
    private async Task<StoredSubscription?> AlterAsync(
        string id, int? version, string set, string by, CancellationToken cancellation, params (string Name, object? Value)[] values)
    {
        var condition = version is null ? "" : " and version = @version";
        await ExecuteAsync(
            $"update subscription set version = version + 1, changed_at = @at, changed_by = @by, {set} where id = @id{condition}",
            cancellation,
            [.. values, ("@id", id), ("@version", version), ("@at", Now.UnixMilliseconds), ("@by", by)]);
        Changed?.Invoke();
        return await FindAsync(id, cancellation);
    }

    private static (string Name, object? Value)[] Values(Subscription terms) =>
    [
        ("@name", terms.Name),
        ("@channel", (int)terms.Channel),
        ("@role", AccessRights.NameOf(terms.Role)),
        ("@operator", terms.Operator ?? ""),
        ("@provinces", terms.Provinces.Bits),
        ("@rules", string.Join(' ', terms.Rules)),
        ("@severities", string.Join(' ', terms.Severities.Select(s => (int)s))),
        ("@targets", string.Join(' ', terms.Targets)),
    ];

    private StoredSubscription? ToSubscription(DbDataReader row) =>
        Row(row, "subscription", 0, "Nothing is sent to it. Delete it and register it again.", ReadSubscription);

    private static StoredSubscription ReadSubscription(DbDataReader r) => new()
    {
        Id = r.GetString(0),
        Version = r.GetInt32(1),
        Terms = new()
        {
            Name = r.GetString(2),
            Channel = r.GetInt32(3) is 1 or 2 ? (SubscriptionChannel)r.GetInt32(3) : throw new FormatException("There is no such channel."),
            Role = AccessRights.Roles[r.GetString(4)],
            Operator = Text(r, 5),
            Provinces = new(r.GetInt32(6)),
            Rules = Words(r.GetString(7)),
            Severities = [.. Words(r.GetString(8)).Select(w => Enum.Parse<Severity>(w))],
            Targets = Words(r.GetString(9)),
        },
        Secret = Text(r, 10),
        OldSecret = Text(r, 11),
        OldUntil = Time(r, 12),
        Since = r.GetInt64(13),
        TakenTo = r.GetInt64(14),
        CreatedAt = new(r.GetInt64(15)),
        CreatedBy = r.GetString(16),
        ChangedAt = new(r.GetInt64(17)),
        DisabledAt = Time(r, 18),
        DisabledWhy = Text(r, 19),
        MailedAt = Time(r, 20),
        Holder = Text(r, 21),
        HeldUntil = new(r.GetInt64(22)),
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
