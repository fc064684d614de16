using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Storage.Subscriptions;

/// <summary>A subscription as it is stored.</summary>
public sealed record StoredSubscription
{
    public required string Id { get; init; }

    /// <summary>1 for the first; each change by a person adds 1.</summary>
    public required int Version { get; init; }

    public required Subscription Terms { get; init; }

    /// <summary>The secret that signs, encrypted; null for mail.</summary>
    public string? Secret { get; init; }

    /// <summary>The secret before it, encrypted, which signs too until <see cref="OldUntil"/>; null for none.</summary>
    public string? OldSecret { get; init; }

    public Instant? OldUntil { get; init; }

    /// <summary>The event after which it begins.</summary>
    public required long Since { get; init; }

    /// <summary>The event up to which everything was taken in, or was not for it.</summary>
    public required long TakenTo { get; init; }

    public required Instant CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required Instant ChangedAt { get; init; }

    public Instant? DisabledAt { get; init; }

    /// <summary>Why it is disabled: one of <see cref="DisabledBy"/>; null while it is not.</summary>
    public string? DisabledWhy { get; init; }

    /// <summary>When the last mail was sent.</summary>
    public Instant? MailedAt { get; init; }

    /// <summary>The process that sends; null for none.</summary>
    public string? Holder { get; init; }

    /// <summary>Until when that process has it.</summary>
    public Instant HeldUntil { get; init; }

    public bool IsEnabled => DisabledAt is null;
}

/// <summary>Why a subscription is disabled.</summary>
public static class DisabledBy
{
    /// <summary>An administrator has disabled it.</summary>
    public const string Administrator = "administrator";

    /// <summary>The receiver answered 410.</summary>
    public const string Receiver = "receiver-gone";

    /// <summary>As many dead letters as are kept wait to be replayed or dropped.</summary>
    public const string DeadLetters = "too-many-dead-letters";
}

/// <summary>How much of a subscription waits.</summary>
/// <param name="Waiting">Events that are on their way.</param>
/// <param name="Dead">Events that were set aside.</param>
/// <param name="Error">What went wrong last with one that is on its way; null where nothing did.</param>
public readonly record struct SubscriptionCounts(int Waiting, int Dead, string? Error);
