using System.Net;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>
/// The address of a receiver: https, a name or an address in the usual spelling, a port on which web servers listen. To what the name leads is checked with
/// each connection (<see cref="OutboundAddresses"/>).
/// </summary>
public static class WebhookAddress
{
    public const int Longest = 2000;

    private const int FirstFreePort = 1024;

    /// <param name="allowHttp">Whether unencrypted http is allowed too.</param>
    /// <param name="allowed">Ranges of addresses that are allowed though they are not public.</param>
    /// <param name="why">What is wrong, a sentence for the user.</param>
    public static bool TryParse(string? text, bool allowHttp, IReadOnlyList<AddressRange> allowed, out Uri address, out LocalText why)
    {
        (address, why) = (null!, default);
        if (text is not { Length: > 0 and <= Longest } || text.Any(c => c is <= ' ' or > '~' or '\\') || !Uri.TryCreate(text, UriKind.Absolute, out var parsed))
        {
            why = new(
                $"应为 https://host/path 这样的地址，最长 {Longest} 个 ASCII 字符。", $"Expected an address such as https://host/path, of at most {Longest} ASCII characters.");
            return false;
        }

        var isHttp = parsed.Scheme == Uri.UriSchemeHttp;
        if (parsed.Scheme != Uri.UriSchemeHttps && !(isHttp && allowHttp))
        {
            why = new("地址须以 https:// 开头，否则告警会以明文传输。", "The address must begin with https://, since alerts would be sent unencrypted otherwise.");
            return false;
        }

        var authority = text[(text.IndexOf("//", StringComparison.Ordinal) + 2)..];
        authority = authority[..(authority.AsSpan().IndexOfAny("/?#") is >= 0 and var end ? end : authority.Length)];
        if (authority.AsSpan().ContainsAny("@%") || parsed.Host == "" || parsed.Fragment != "" || text.EndsWith('#'))
        {
            why = new("地址不得含用户名、密码、百分号编码的主机或片段（#）。", "The address must have no user, no password, no encoded host and no fragment (#).");
            return false;
        }

        if (parsed.Port is not (80 or 443) && parsed.Port < FirstFreePort)
        {
            why = new($"端口应为 443、80 或 {FirstFreePort} 以上。", $"The port must be 443, 80, or {FirstFreePort} and above.");
            return false;
        }

        if (IPAddress.TryParse(parsed.DnsSafeHost, out var literal) && !OutboundAddresses.IsAllowed(literal, allowed))
        {
            why = Refused(literal);
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>That requests are sent to no such address.</summary>
    public static LocalText Refused(IPAddress address) => new(
        $"{address} 不是公网地址；内网地址须由设置 Subscriptions:AllowedRanges 允许。", $"{address} is no public address; others are allowed by the setting Subscriptions:AllowedRanges.");
}
