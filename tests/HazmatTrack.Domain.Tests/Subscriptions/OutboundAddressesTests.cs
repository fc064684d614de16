using System.Net;
using CsCheck;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Domain.Tests.Subscriptions;

/// <summary>No address that somebody else names leads into the network of the program.</summary>
public sealed class OutboundAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")] // Metadata at one provider.
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("168.63.129.16")] // Metadata at another.
    [InlineData("169.254.169.254")] // Metadata at most.
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")] // Compatible with IPv4, as it once was.
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")] // Metadata over IPv6.
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void An_address_that_is_not_public_is_refused(string address) => Assert.False(OutboundAddresses.IsAllowed(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.1")]
    [InlineData("168.63.129.17")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.5.5.5")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2400:3200::1")]
    [InlineData("2606:4700:4700::1111")]
    public void A_public_address_is_allowed(string address) => Assert.True(OutboundAddresses.IsAllowed(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "64:ff9b::10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "10.21.0.1", false)]
    [InlineData("10.20.0.0/16", "8.8.8.8", true)]
    [InlineData("127.0.0.0/8", "127.0.0.1", true)]
    [InlineData("127.0.0.0/8", "::1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("fd00:1::/32", "fd00:1::9", true)]
    [InlineData("fd00:1::/32", "fd00:2::9", false)]
    public void A_range_of_the_settings_is_allowed_and_nothing_else_that_is_not_public(string range, string address, bool isAllowed) =>
        Assert.Equal(isAllowed, OutboundAddresses.IsAllowed(IPAddress.Parse(address), [AddressRange.Parse(range)]));

    /// <summary>However an address of IPv4 is spelt within one of IPv6, it is judged as what is reached.</summary>
    [Fact]
    public void An_address_is_judged_by_what_it_leads_to() => Gen.Byte.Array[4].Sample(bytes =>
    {
        var plain = OutboundAddresses.IsAllowed(new(bytes), []);
        Assert.Equal(plain, OutboundAddresses.IsAllowed(new IPAddress(bytes).MapToIPv6(), []));
        Assert.Equal(plain, OutboundAddresses.IsAllowed(IPAddress.Parse($"64:ff9b::{new IPAddress(bytes)}"), []));
    });

    [Fact]
    public void Of_IPv6_only_global_unicast_is_public() => Gen.Byte.Array[16].Sample(bytes =>
    {
        var address = new IPAddress(bytes);
        if (OutboundAddresses.IsAllowed(address, []) && !address.IsIPv4MappedToIPv6 && bytes[0] != 0)
        {
            Assert.Equal(1, bytes[0] >> 5);
        }
    });
}
