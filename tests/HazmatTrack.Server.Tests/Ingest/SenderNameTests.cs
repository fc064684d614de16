using System.Net;
using HazmatTrack.Gateway;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>By what the new vehicles of a sender over HTTP are counted.</summary>
public sealed class SenderNameTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void A_sender_is_its_address_or_of_IPv6_its_network_so_that_other_addresses_of_it_have_no_quota_of_their_own(string address, string name) =>
        Assert.Equal(name, PositionsEndpoint.SourceOf(IPAddress.Parse(address)));
}
