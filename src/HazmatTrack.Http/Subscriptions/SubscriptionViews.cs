using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Subscriptions;

/// <summary>Whom alerts are sent to, without the secret.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Channel">webhook or mail.</param>
/// <param name="Role">The duty of those who are told: operator, inspector or province.</param>
/// <param name="Operator">The unified social credit code of an operator; null for an authority.</param>
/// <param name="Provinces">The provinces of an authority, six digits each.</param>
/// <param name="Rules">The rules whose alerts are sent; empty for all.</param>
/// <param name="Severities">The severities that are sent; empty for all.</param>
/// <param name="Url">The address of a webhook; null for mail.</param>
/// <param name="Addresses">The addresses of mail; empty for a webhook.</param>
/// <param name="Enabled">Whether it is sent to.</param>
/// <param name="DisabledWhy">administrator, receiver-gone (410) or too-many-dead-letters; null while it is enabled.</param>
/// <param name="DisabledAt">When it was disabled; null while it is enabled.</param>
/// <param name="OldSecretUntil">Until when the secret before the last rotation signs as well; null where it does not.</param>
/// <param name="Waiting">How many events are on their way.</param>
/// <param name="DeadLetters">How many events were not delivered within their time.</param>
/// <param name="LastError">What went wrong with the last attempt of an event that is on its way; null where nothing did.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record SubscriptionView(
    string Id, string Name, string Channel, string Role, string? Operator, IReadOnlyList<string> Provinces, IReadOnlyList<string> Rules,
    IReadOnlyList<string> Severities, string? Url, IReadOnlyList<string> Addresses, bool Enabled, string? DisabledWhy, Instant? DisabledAt,
    Instant? OldSecretUntil, int Waiting, int DeadLetters, string? LastError, Instant CreatedAt, Instant ChangedAt);

/// <summary>All subscriptions, by name.</summary>
/// <param name="Items">The subscriptions, disabled ones too.</param>
public sealed record SubscriptionListView(IReadOnlyList<SubscriptionView> Items);

/// <summary>A subscription to register, or as it is to be.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Channel">webhook or mail; it never changes.</param>
/// <param name="Role">The duty of those who are told: operator, inspector or province.</param>
/// <param name="Operator">The unified social credit code of an operator.</param>
/// <param name="Provinces">The provinces of inspectors or officers, six digits each.</param>
/// <param name="Rules">The rules whose alerts are sent; none for all.</param>
/// <param name="Severities">notice, yellow, orange, red; none for all.</param>
/// <param name="Url">The address of a webhook.</param>
/// <param name="Addresses">The addresses of mail, 20 at most.</param>
public sealed record SubscriptionBody(
    string Name, string Channel, string Role, string? Operator = null, IReadOnlyList<string>? Provinces = null, IReadOnlyList<string>? Rules = null,
    IReadOnlyList<string>? Severities = null, string? Url = null, IReadOnlyList<string>? Addresses = null);

/// <summary>A subscription that was registered.</summary>
/// <param name="Secret">The secret that signs its requests, in the form of Standard Webhooks (whsec_…). It is shown this once; null for mail.</param>
/// <param name="About">The subscription.</param>
public sealed record CreatedSubscriptionView(string? Secret, SubscriptionView About);

/// <summary>How a subscription is enabled.</summary>
/// <param name="SkipMissed">Whether what happened while it was disabled is not sent.</param>
public sealed record EnableBody(bool? SkipMissed = null);

/// <summary>How a secret is rotated.</summary>
/// <param name="OverlapHours">How long the secret before signs as well, 168 at most; 0 ends every secret before at once. 24 where it is not given.</param>
public sealed record RotateBody(int? OverlapHours = null);

/// <summary>The new secret of a subscription.</summary>
/// <param name="Secret">The secret, which is shown this once.</param>
/// <param name="OldSecretUntil">Until when the one before signs as well; null where it does not.</param>
public sealed record RotatedSecretView(string Secret, Instant? OldSecretUntil);

/// <summary>What became of a test.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="Status">The status of HTTP or SMTP; null where there was no answer.</param>
/// <param name="Error">What went wrong; null where nothing did.</param>
/// <param name="Excerpt">The beginning of the answer; null without one.</param>
public sealed record PingView(bool Delivered, int? Status, string? Error, string? Excerpt);

/// <summary>An event that was not delivered within its time.</summary>
/// <param name="Event">The eventId of its data: the alert and its revision. Its webhook-id has a hyphen in place of the dot.</param>
/// <param name="Vehicle">The id of the vehicle.</param>
/// <param name="TakenAt">When it was first to be sent, or was replayed.</param>
/// <param name="TriedAt">The last attempt; null where it was never its turn.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Status">The status of the last answer; null where there was none.</param>
/// <param name="Error">What went wrong last.</param>
/// <param name="Excerpt">Null: what a receiver answers may repeat the event, which administrators do not see.</param>
public sealed record SubscriptionDeadLetterView(
    string Event, string Vehicle, Instant TakenAt, Instant? TriedAt, int Attempts, int? Status, string? Error, string? Excerpt);

/// <summary>A page of dead letters, in order of their events.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
public sealed record SubscriptionDeadLetterListView(IReadOnlyList<SubscriptionDeadLetterView> Items, string? NextCursor);

/// <summary>Dead letters to replay or to drop: some, or all.</summary>
/// <param name="Events">The ids of their events.</param>
/// <param name="All">Whether it is all of them.</param>
public sealed record SubscriptionDeadLettersBody(IReadOnlyList<string>? Events = null, bool? All = null);

/// <summary>How many dead letters were replayed or dropped.</summary>
/// <param name="Count">Their number.</param>
public sealed record SubscriptionDeadLetterCountView(int Count);

[JsonSerializable(typeof(SubscriptionView))]
[JsonSerializable(typeof(SubscriptionListView))]
[JsonSerializable(typeof(CreatedSubscriptionView))]
[JsonSerializable(typeof(RotatedSecretView))]
[JsonSerializable(typeof(PingView))]
[JsonSerializable(typeof(SubscriptionDeadLetterListView))]
[JsonSerializable(typeof(SubscriptionDeadLetterCountView))]
internal sealed partial class SubscriptionJson : JsonSerializerContext
{
    public static SubscriptionJson Wire { get; } = new(WireJson.NewOptions());
}
