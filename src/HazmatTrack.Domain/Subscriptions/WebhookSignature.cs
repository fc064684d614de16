using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>
/// The signature of a request by the scheme v1 of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>. The timestamp lets a receiver refuse old
/// requests that somebody has recorded; the id is the same each time the same event is sent.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>The value of the header: a signature by each secret, since two are valid while they are rotated.</summary>
    /// <param name="id">The id of the event, in ASCII and without dots.</param>
    /// <param name="unixSeconds">When the request is sent.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <param name="secrets">The secrets that are valid, the newest first.</param>
    public static string Sign(string id, long unixSeconds, ReadOnlySpan<byte> body, IEnumerable<byte[]> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
