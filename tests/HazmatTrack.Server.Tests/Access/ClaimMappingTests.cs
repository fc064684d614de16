using HazmatTrack.Access.Providers;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>What becomes of the claims of a provider.</summary>
public sealed class ClaimMappingTests
{
    private const string Code = "91310000DEMA00001B";

    [Theory]
    [InlineData("role=inspector;prov=310000", "inspector", null, "310000")]
    [InlineData("role=inspector;role=province;prov=310000,320000", "inspector,province", null, "310000,320000")]
    [InlineData("role=province;prov=310000;prov=340000;org=上海市交通委", "province", "上海市交通委", "310000,340000")]
    [InlineData("role=operator;org=" + Code, "operator", Code, "")]
    [InlineData("role=operator;org=91310000dema00001b", "operator", Code, "")]
    [InlineData("role=administrator", "administrator", null, "")]
    [InlineData("role=auditor", "auditor", null, "")]
    [InlineData("role=hazmat-police;prov=330000", "inspector", null, "330000")]
    [InlineData("role=inspector;role=unknown;prov=310000", "inspector", null, "310000")]
    public void Claims_name_roles_organisation_and_provinces(string claims, string roles, string? organisation, string provinces)
    {
        var caller = ClaimMapping.Map("https://id.example.cn", Claims(claims + ";sub=42;name=李警官"), s_options, out _);
        Assert.NotNull(caller);
        Assert.Equal(("https://id.example.cn", "42", "李警官"), (caller.Issuer, caller.Subject, caller.Name));
        Assert.Equal(roles.Split(','), caller.Roles.Order().Select(AccessRights.NameOf));
        Assert.Equal(organisation, caller.Organisation);
        Assert.Equal(provinces, string.Join(',', caller.Provinces.Provinces()));
    }

    [Theory]
    [InlineData("role=inspector;prov=310000", "sub")]
    [InlineData("sub=42", "role")]
    [InlineData("sub=42;role=superuser", "role")]
    [InlineData("sub=42;role=inspector", "prov")]
    [InlineData("sub=42;role=province;prov=310100", "prov")]
    [InlineData("sub=42;role=operator", "org")]
    [InlineData("sub=42;role=operator;org=甲企业", "org")]
    [InlineData("sub=42;role=auditor;role=administrator", "auditor")]
    [InlineData("sub=42;role=administrator;role=inspector;prov=310000", "administrator")]
    [InlineData("sub=42;role=administrator;role=operator;org=" + Code, "administrator")]
    [InlineData("sub=42;role=operator;role=inspector;prov=310000;org=" + Code, "operator and an inspector")]
    [InlineData("sub=42;role=operator;role=province;prov=310000;org=" + Code, "operator and an inspector")]
    public void Who_lacks_what_the_duty_needs_is_refused_and_told_why(string claims, string named)
    {
        Assert.Null(ClaimMapping.Map("https://id.example.cn", Claims(claims), s_options, out var refusal));
        Assert.Contains(named, refusal!.Reason.English, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Reason.Chinese);
    }

    [Theory]
    [InlineData("role=inspector;prov=320000", "inspector", "320000")]
    [InlineData("role=inspector;prov=320000,310000", "inspector", "320000")]
    [InlineData("role=inspector;role=administrator;prov=320000", "inspector", "320000")]
    [InlineData("role=operator;org=" + Code, "operator", "")]
    [InlineData("role=inspector;prov=310000", null, "no-province")]
    [InlineData("role=administrator", null, "no-role")]
    [InlineData("role=operator;org=91320000DEMA00002H", null, "no-operator")]
    public void A_provider_gives_the_roles_the_provinces_and_the_operators_alone_that_are_its_own(string claims, string? role, string expected)
    {
        var options = new ProviderOptions { OnlyRoles = ["inspector", "operator"], OnlyProvinces = ["320000"], OnlyOperators = [Code] };
        var caller = ClaimMapping.Map("https://id.example.cn", Claims(claims + ";sub=42"), options, out var refusal);
        Assert.Equal(role, caller is null ? null : string.Join(',', caller.Roles.Select(AccessRights.NameOf)));
        Assert.Equal(expected, caller is null ? refusal!.Code : string.Join(',', caller.Provinces.Provinces()));
    }

    [Theory]
    [InlineData("auth_time=1000", 1_000_000)]
    [InlineData("auth_time=9000", 2_000_500)]
    [InlineData("auth_time=9223372036854775807", 2_000_500)]
    [InlineData("auth_time=soon", 0)]
    [InlineData("sub=1", 0)]
    public void When_somebody_proved_who_they_are_is_what_the_provider_says_and_never_in_the_future(string claims, long expected) =>
        Assert.Equal(expected, ClaimMapping.ProvenAt(Claims(claims), new(2_000_500)).UnixMilliseconds);

    private static readonly ProviderOptions s_options = new() { Roles = { ["hazmat-police"] = "inspector" } };

    private static ILookup<string, string> Claims(string text) =>
        text.Split(';').Select(c => c.Split('=', 2)).ToLookup(c => c[0], c => c[1]);
}
