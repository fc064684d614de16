using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Storage.Access;

/// <remarks>This part has the sessions of people.</remarks>
public sealed partial class AccessStore
{
    private const int SessionsAtOnce = 1000;

    private const string SessionRow = "select c.revision, s.id, s.issuer, s.subject, s.name, s.roles, s.organisation, s.provinces, s.signed_in_at, s.created_at, "
        + "s.last_seen_at, s.ends_at from access_counter c";

    private const string IsLive = "s.ended_at is null and s.ends_at > @now and s.last_seen_at >= @seen";

    public Task<AccessSession> CreateSessionAsync(SecretHash id, Caller person, TimeSpan absolute, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(absolute, TimeSpan.Zero);
        return ChangeAsync(
            async change =>
            {
                var session = new AccessSession
                {
                    Id = id,
                    Issuer = person.Issuer,
                    Subject = person.Subject,
                    Name = person.Name,
                    Roles = person.Roles,
                    Organisation = person.Organisation,
                    Provinces = person.Provinces,
                    SignedInAt = person.SignedInAt ?? change.At,
                    CreatedAt = change.At,
                    LastSeenAt = change.At,
                    EndsAt = change.At + absolute,
                };
                await change.ExecuteAsync(
                    "insert into access_session (id, issuer, subject, name, roles, organisation, provinces, signed_in_at, created_at, last_seen_at, ends_at, revision) "
                    + "values (@id, @issuer, @subject, @name, @roles, @organisation, @provinces, @signedIn, @at, @at, @ends, @revision)",
                    cancellation,
                    ("@id", id.ToString()),
                    ("@issuer", session.Issuer),
                    ("@subject", session.Subject),
                    ("@name", session.Name),
                    ("@roles", FromRoles(session.Roles)),
                    ("@organisation", (object?)session.Organisation ?? DBNull.Value),
                    ("@provinces", session.Provinces.Bits),
                    ("@signedIn", session.SignedInAt.UnixMilliseconds),
                    ("@at", change.At.UnixMilliseconds),
                    ("@ends", session.EndsAt.UnixMilliseconds),
                    ("@revision", change.Revision));
                return (true, session);
            },
            cancellation);
    }

    public async Task<AccessRead<AccessSession?>> FindSessionAsync(SecretHash id, TimeSpan idle, CancellationToken cancellation)
    {
        var now = Now;
        var (revision, found) = await ReadAsync(
            "session",
            $"{SessionRow} left join access_session s on s.id = @id and {IsLive}",
            ToSession,
            cancellation,
            ("@id", id.ToString()),
            ("@now", now.UnixMilliseconds),
            ("@seen", (now - idle).UnixMilliseconds));
        return new(revision, found.FirstOrDefault());
    }

    public async Task<IReadOnlyList<AccessSession>> SessionsOfAsync(string issuer, string subject, TimeSpan idle, CancellationToken cancellation)
    {
        var now = Now;
        return (await ReadAsync(
            "session",
            $"{SessionRow} join access_session s on s.issuer = @issuer and s.subject = @subject and {IsLive} order by s.created_at desc",
            ToSession,
            cancellation,
            ("@issuer", issuer),
            ("@subject", subject),
            ("@now", now.UnixMilliseconds),
            ("@seen", (now - idle).UnixMilliseconds))).Value;
    }

    public Task RecordSessionUsesAsync(IReadOnlyCollection<(SecretHash Id, Instant Used)> uses, CancellationToken cancellation) => RecordAsync(
        "update access_session set last_seen_at = list.used from {0} where access_session.id = list.id "
        + "and access_session.ended_at is null and access_session.last_seen_at < list.used - @exact",
        [.. uses.Select(u => (u.Id.ToString(), u.Used))],
        cancellation);

    public async Task<bool> EndSessionAsync(SecretHash id, string by, CancellationToken cancellation) =>
        await EndAsync("id = @id", by, cancellation, ("@id", id.ToString())) > 0;

    public Task<int> EndSessionsOfAsync(string issuer, string subject, string by, CancellationToken cancellation) =>
        EndAsync("issuer = @issuer and subject = @subject", by, cancellation, ("@issuer", issuer), ("@subject", subject));

    public async Task<int> RemoveSessionsAsync(Instant endedBefore, CancellationToken cancellation)
    {
        // The end of a session never comes later than it was set for, and what has ended needs no revision to be forgotten.
        await using var connection = await OpenAsync(cancellation);
        var removed = 0;
        for (var count = SessionsAtOnce; count == SessionsAtOnce; removed += count)
        {
            await using var command = connection.Command(
                $"delete from access_session where id in (select id from access_session where ends_at < @before order by ends_at limit {SessionsAtOnce})",
                ("@before", endedBefore.UnixMilliseconds));
            count = await command.ExecuteNonQueryAsync(cancellation);
        }

        return removed;
    }

    /// <summary>Ends sessions: from then on they have no time left.</summary>
    private Task<int> EndAsync(string which, string by, CancellationToken cancellation, params (string, object?)[] values) => ChangeAsync(
        async change =>
        {
            var count = await change.ExecuteAsync(
                "update access_session set ended_at = @at, ended_by = @by, ends_at = case when ends_at < @at then ends_at else @at end, revision = @revision "
                + $"where {which} and ended_at is null and ends_at > @at",
                cancellation,
                [.. values, ("@at", change.At.UnixMilliseconds), ("@by", by), ("@revision", change.Revision)]);
            return (count > 0, count);
        },
        cancellation);

    private static AccessSession ToSession(DbDataReader row) => new()
    {
        Id = ToHash(row.GetString(1)),
        Issuer = row.GetString(2),
        Subject = row.GetString(3),
        Name = row.GetString(4),
        Roles = ToRoles(row.GetString(5)),
        Organisation = row.IsDBNull(6) ? null : row.GetString(6),
        Provinces = ToProvinces(row.GetInt32(7)),
        SignedInAt = new(row.GetInt64(8)),
        CreatedAt = new(row.GetInt64(9)),
        LastSeenAt = new(row.GetInt64(10)),
        EndsAt = new(row.GetInt64(11)),
    };
}
