using HazmatTrack.Domain;
using HazmatTrack.Storage.Subscriptions;

namespace HazmatTrack.Subscriptions.Sending;

/// <summary>Sends what waits for one subscription, in one of the ways in which it can be sent.</summary>
internal interface IChannel
{
    /// <summary>Begins to send what is due, and returns when something is due next; null where that is known only once something else happens.</summary>
    /// <param name="ended">Called when an attempt has ended.</param>
    Task<Instant?> SendDueAsync(StoredSubscription subscription, Action ended, CancellationToken cancellation);

    /// <summary>Completes when no attempt is under way.</summary>
    Task DrainAsync();
}
