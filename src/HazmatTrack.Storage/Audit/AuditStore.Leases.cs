using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Audit;

public sealed partial class AuditStore
{
    /// <summary>
    /// Takes or renews a lease, and returns the progress of its last holder; 0 at first. Null where another holder has it.
    /// </summary>
    /// <param name="now">A lease that ends at this instant or before is free.</param>
    /// <param name="until">When the lease ends unless it is renewed.</param>
    public async Task<long?> TakeLeaseAsync(string name, string holder, Instant now, Instant until, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Command(
            """
            insert into audit_lease (name, last, holder, until) values (@name, 0, @holder, @until)
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
            where audit_lease.holder = excluded.holder or audit_lease.until <= @now
            returning last
            """,
            ("@name", name),
            ("@holder", holder),
            ("@now", now.UnixMilliseconds),
            ("@until", until.UnixMilliseconds));
        var last = (long?)await command.ExecuteScalarAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return last;
    }

    /// <summary>Records progress and renews the lease. Returns false when another holder has taken it over.</summary>
    public async Task<bool> AdvanceLeaseAsync(string name, string holder, long last, Instant until, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Command(
            "update audit_lease set last = @last, until = @until where name = @name and holder = @holder and last <= @last",
            ("@name", name),
            ("@holder", holder),
            ("@last", last),
            ("@until", until.UnixMilliseconds));
        var rows = await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return rows == 1;
    }

    /// <summary>Releases a lease, so that the next holder need not wait for it to end.</summary>
    public async Task LeaveLeaseAsync(string name, string holder, CancellationToken cancellation)
    {
        await using var transaction = await _database.BeginAsync(cancellation);
        await using var command = transaction.Command(
            "update audit_lease set until = 0 where name = @name and holder = @holder", ("@name", name), ("@holder", holder));
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
