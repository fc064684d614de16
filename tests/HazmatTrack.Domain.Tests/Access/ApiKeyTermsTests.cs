using System.Collections.Frozen;
using System.Net;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Access;

/// <summary>What a key may be issued for, from where it may be used, and what an operator must say of itself.</summary>
public sealed class ApiKeyTermsTests
{
    private static readonly Instant s_now = Instant.FromSeconds(1_800_000_000);

    private static readonly ApiKeyTerms s_good = new()
    {
        Name = "调度系统",
        Owner = "91350100M000100Y43",
        Roles = FrozenSet.Create(Role.Operator),
        Actions = FrozenSet.Create(AccessAction.SendPositions, AccessAction.ReadAlerts),
        ExpiresAt = s_now + ApiKeyTerms.LongestLife,
    };

    public static TheoryData<ApiKeyTerms, string> Refused { get; } = new()
    {
        { s_good with { Name = " " }, "name" },
        { s_good with { Name = "a\nb" }, "name" },
        { s_good with { Owner = "沪运" }, "social credit code" },
        { s_good with { Roles = FrozenSet.Create(Role.Auditor), Actions = FrozenSet.Create(AccessAction.ReadReference) }, "auditor" },
        { s_good with { Actions = FrozenSet<AccessAction>.Empty }, "at least one action" },
        { s_good with { Actions = FrozenSet.Create(AccessAction.ManageAccess) }, "access:manage" },
        { s_good with { Actions = FrozenSet.Create(AccessAction.ReadOperation) }, "None of the key's roles allows operation:read" },
        { s_good with { Roles = FrozenSet.Create(Role.Inspector), Actions = FrozenSet.Create(AccessAction.ReadAlerts) }, "at least one province" },
        { s_good with { Roles = FrozenSet.Create(Role.Operator, Role.Inspector), Provinces = new(1) }, "operator and an inspector" },
        { s_good with { Roles = FrozenSet.Create(Role.Operator, Role.ProvinceOfficer), Provinces = new(1) }, "operator and an inspector" },
        { s_good with { Roles = FrozenSet.Create(Role.Operator, Role.Administrator) }, "administrator" },
        { s_good with { ExpiresAt = s_now }, "expire" },
        { s_good with { ExpiresAt = s_good.ExpiresAt + TimeSpan.FromMilliseconds(1) }, "expire" },
        { s_good with { Addresses = [.. Enumerable.Repeat(AddressRange.Parse("10.0.0.1"), ApiKeyTerms.MostRanges + 1)] }, "ranges" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Terms_that_no_key_may_have_are_refused_with_a_reason_in_both_languages(ApiKeyTerms terms, string reason)
    {
        var (field, fault) = Assert.Single(terms.Faults(s_now));
        Assert.NotEmpty(field);
        Assert.Contains(reason, fault.English, StringComparison.Ordinal);
        Assert.Contains(fault.Chinese, c => c > 0x4e00);
    }

    [Fact]
    public void An_operator_may_have_a_key_that_sends_positions_for_a_year() => Assert.Empty(s_good.Faults(s_now));

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.255.1", true)]
    [InlineData("10.20.0.0/16", "10.21.0.1", false)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.3.4", true)]
    [InlineData("10.20.0.0/16", "2001:db8::1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::9", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    public void A_key_is_used_from_the_addresses_of_its_ranges_alone(string range, string from, bool isAllowed)
    {
        var terms = s_good with { Addresses = [AddressRange.Parse("198.51.100.0/24"), AddressRange.Parse(range)] };
        Assert.Equal(isAllowed, terms.AllowsFrom(IPAddress.Parse(from)));
        Assert.False(terms.AllowsFrom(null));
        Assert.True(s_good.AllowsFrom(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.20.0.0/")]
    [InlineData("10.20.0.0/33")]
    [InlineData("10.20.0.1/16")]
    [InlineData("10.20/16")]
    [InlineData("010.20.0.0/16")]
    [InlineData("10.20.0.0/16/8")]
    [InlineData("10.20.0.0/-1")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::1/64")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::]/32")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("localhost")]
    public void What_is_no_range_of_addresses_is_refused_with_a_reason(string text)
    {
        Assert.False(AddressRange.TryParse(text, out _, out var reason));
        Assert.False(string.IsNullOrEmpty(reason.Chinese) || string.IsNullOrEmpty(reason.English));
        Assert.Throws<FormatException>(() => AddressRange.Parse(text));
    }

    [Fact]
    public void A_range_is_written_as_it_is_read() =>
        Assert.All(new[] { "10.20.0.0/16", "192.0.2.7/32", "2001:db8::/32", "::/0" }, t => Assert.Equal(t, AddressRange.Parse(t).ToString()));

    [Fact]
    public void An_operator_says_who_it_is_and_where_it_is_licensed()
    {
        var good = new TransportOperator { Code = "91350100M000100Y43", Name = "沪东危运", Province = ProvinceCode.Shanghai, Contact = "021-5555" };
        Assert.Empty(good.Faults());
        AssertFault("code", good with { Code = "91350100M000100Y44" });
        AssertFault("code", good with { Code = "91350100m000100y43" });
        AssertFault("name", good with { Name = "" });
        AssertFault("contact", good with { Contact = "a\rb" });
        AssertFault("province", good with { Province = default });
        AssertFault("province", good with { Province = new(810000) });

        static void AssertFault(string field, TransportOperator about) => Assert.Equal(field, Assert.Single(about.Faults()).Field);
    }
}
