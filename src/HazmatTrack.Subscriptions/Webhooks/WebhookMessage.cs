using System.Text.Json;
using System.Text.Json.Serialization;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;

namespace HazmatTrack.Subscriptions.Webhooks;

/// <summary>The body of a request: what happened, when, and the data of it.</summary>
/// <param name="Type">Such as <c>alert.raised</c>, <c>alert.gone</c> and <c>ping</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">What is known of it.</param>
internal sealed record WebhookMessage<T>(string Type, Instant Timestamp, T Data);

/// <summary>An alert that the subscription was told of concerns it no longer.</summary>
internal sealed record GoneData(string Vehicle, string Alert);

/// <summary>A test of a subscription.</summary>
internal sealed record PingData(string Subscription);

[JsonSerializable(typeof(WebhookMessage<AlertEventView>))]
[JsonSerializable(typeof(WebhookMessage<GoneData>))]
[JsonSerializable(typeof(WebhookMessage<PingData>))]
internal sealed partial class WebhookJson : JsonSerializerContext
{
    public static WebhookJson Wire { get; } = new(WireJson.NewOptions());

    public static byte[] Alert(AlertEventView alertEvent) => JsonSerializer.SerializeToUtf8Bytes(
        new($"alert.{alertEvent.Type}", alertEvent.At, alertEvent), Wire.WebhookMessageAlertEventView);

    public static byte[] Gone(GoneData gone, Instant at) => JsonSerializer.SerializeToUtf8Bytes(new("alert.gone", at, gone), Wire.WebhookMessageGoneData);

    public static byte[] Ping(string subscription, Instant at) =>
        JsonSerializer.SerializeToUtf8Bytes(new("ping", at, new PingData(subscription)), Wire.WebhookMessagePingData);
}
