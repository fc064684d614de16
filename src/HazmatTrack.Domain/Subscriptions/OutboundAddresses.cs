using System.Net;
using System.Net.Sockets;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>
/// To which addresses the program opens connections that somebody else has named: public ones, so that no receiver's address leads into the network of the
/// program itself (CWE-918). Ranges of special purpose are those of RFC 6890 and its registries.
/// </summary>
public static class OutboundAddresses
{
    private static readonly IPNetwork[] s_special4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4",

        // The metadata of virtual machines at one provider, by an address that looks public.
        "168.63.129.16/32");

    private static readonly IPNetwork s_global6 = IPNetwork.Parse("2000::/3");

    /// <summary>Within the global unicast addresses: protocols and tunnels that lead elsewhere, and examples.</summary>
    private static readonly IPNetwork[] s_special6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    /// <summary>Translates to IPv4: the last four bytes are the address that is reached (RFC 6052).</summary>
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is public, or in one of the ranges that are allowed.</summary>
    public static bool IsAllowed(IPAddress address, IReadOnlyList<AddressRange> allowed)
    {
        var reached = Reached(address);
        return allowed.Any(range => range.Contains(reached) || range.Contains(address)) || IsPublic(reached);
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !Array.Exists(s_special4, n => n.Contains(address))
        : s_global6.Contains(address) && !Array.Exists(s_special6, n => n.Contains(address));

    /// <summary>The address that a connection ends at, where an address of IPv6 stands for one of IPv4.</summary>
    private static IPAddress Reached(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && s_translated.Contains(address) ? new(address.GetAddressBytes().AsSpan(12))
        : address;

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}
