using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HazmatTrack.Domain.Access;

/// <summary>A range of addresses from which a key may be used, in the notation of RFC 4632 and RFC 4291: <c>10.20.0.0/16</c>, <c>2001:db8::/32</c>.</summary>
public readonly record struct AddressRange
{
    private readonly IPNetwork _network;

    private AddressRange(IPNetwork network) => _network = network;

    /// <summary>Reads a range, or one address.</summary>
    /// <param name="reason">The error and the expected format: a sentence for the user.</param>
    public static bool TryParse(string? text, out AddressRange range, out LocalText reason)
    {
        (range, reason) = (default, default);
        var parts = (text ?? "").Split('/');
        if (parts.Length > 2 || !TryAddress(parts[0], out var address))
        {
            reason = new($"“{text}”不是地址段；应为 10.20.0.0/16 或 2001:db8::/32 这样的 CIDR 写法。", $"'{text}' is no range of addresses; expected CIDR notation such as 10.20.0.0/16 or 2001:db8::/32.");
            return false;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = bits;
        if (parts.Length == 2 && (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            reason = new(
                string.Create(CultureInfo.InvariantCulture, $"“{text}”的前缀长度应为 0 至 {bits}。"),
                string.Create(CultureInfo.InvariantCulture, $"The prefix length of '{text}' must be from 0 to {bits}."));
            return false;
        }

        if (HasHostBits(address.GetAddressBytes(), length))
        {
            reason = new($"“{text}”的地址在前缀之后还有非零位；请写该地址段的第一个地址。", $"The address of '{text}' has bits after its prefix; write the first address of the range.");
            return false;
        }

        range = new(new(address, length));
        return true;
    }

    /// <exception cref="FormatException">The text is no range.</exception>
    public static AddressRange Parse(string text) => TryParse(text, out var range, out var reason) ? range : throw new FormatException(reason.English);

    /// <summary>The range for the framework.</summary>
    public IPNetwork Network => _network;

    /// <summary>Whether an address is in the range. An IPv4 address that a socket of IPv6 shows as <c>::ffff:10.0.0.1</c> counts as what it is.</summary>
    public bool Contains(IPAddress address) => _network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public override string ToString() => _network.ToString();

    /// <summary>An address in one of the usual spellings: no octal or short ones, and no zone, which says nothing on another machine.</summary>
    private static bool TryAddress(string text, out IPAddress address)
    {
        if (!IPAddress.TryParse(text, out var parsed) || text.AsSpan().ContainsAny("%[]")
            || (parsed.AddressFamily == AddressFamily.InterNetwork ? parsed.ToString() != text : parsed.IsIPv4MappedToIPv6))
        {
            address = IPAddress.None;
            return false;
        }

        address = parsed;
        return true;
    }

    private static bool HasHostBits(ReadOnlySpan<byte> address, int length)
    {
        for (var bit = length; bit < address.Length * 8; bit++)
        {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
