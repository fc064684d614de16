namespace HazmatTrack.Domain.Subscriptions;

/// <summary>How a subscription is told of alerts. The numbers are stored.</summary>
public enum SubscriptionChannel
{
    /// <summary>A signed request to an address of the receiver's own system.</summary>
    Webhook = 1,

    /// <summary>Mail, in which several alerts may be together.</summary>
    Mail = 2,
}
