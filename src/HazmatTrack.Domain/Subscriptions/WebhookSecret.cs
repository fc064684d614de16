using System.Diagnostics.CodeAnalysis;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>A secret that signs requests, as Standard Webhooks writes it: <c>whsec_</c> and the base 64 of its bytes.</summary>
public static class WebhookSecret
{
    /// <summary>Bytes of a secret that is made here.</summary>
    public const int Size = 32;

    private const string Prefix = "whsec_";
    private const int Least = 24, Most = 64;

    public static string ToText(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>False for what is no secret, or has fewer than 24 or more than 64 bytes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var bytes = new byte[Most + 1];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) || length is < Least or > Most)
        {
            return false;
        }

        secret = bytes[..length];
        return true;
    }
}
