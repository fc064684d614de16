using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Subscriptions;

/// <remarks>This part says which process sends: one at a time for each subscription, until a time, unless it renews it.</remarks>
public sealed partial class SubscriptionStore
{
    /// <summary>Takes a subscription that nobody holds; false where another process holds it, or it is disabled or unknown.</summary>
    /// <param name="holder">The caller; unique per process.</param>
    /// <param name="now">One that is held until this instant or an earlier one is free.</param>
    public async Task<bool> TakeAsync(string id, string holder, Instant now, Instant until, CancellationToken cancellation) => await ExecuteAsync(
        "update subscription set holder = @holder, until = @until where id = @id and disabled_at is null and (holder is null or holder = @holder or until <= @now)",
        cancellation,
        ("@id", id),
        ("@holder", holder),
        ("@now", now.UnixMilliseconds),
        ("@until", until.UnixMilliseconds)) > 0;

    /// <summary>Renews everything that a process holds.</summary>
    public Task<int> RenewAsync(string holder, Instant until, CancellationToken cancellation) => ExecuteAsync(
        "update subscription set until = @until where holder = @holder and disabled_at is null", cancellation, ("@holder", holder), ("@until", until.UnixMilliseconds));

    /// <summary>Releases a subscription, so that the next process need not wait.</summary>
    public Task<int> ReleaseAsync(string id, string holder, CancellationToken cancellation) => ExecuteAsync(
        "update subscription set holder = null, until = 0 where id = @id and holder = @holder", cancellation, ("@id", id), ("@holder", holder));
}
