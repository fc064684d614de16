using System.Collections.Frozen;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Domain.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    private const string Code = "91310000DEMA00001B";

    private static readonly ProvinceSet s_jiangsu = default(ProvinceSet).With(ProvinceCode.Jiangsu);

    private static readonly Subscription s_inspectors = new()
    {
        Name = "江苏执法平台",
        Channel = SubscriptionChannel.Webhook,
        Role = Role.Inspector,
        Provinces = s_jiangsu,
        Targets = ["https://receiver.example/"],
    };

    /// <summary>The scope is the one that a person of the role has, so that both are told the same.</summary>
    [Theory]
    [InlineData(Role.Inspector)]
    [InlineData(Role.ProvinceOfficer)]
    [InlineData(Role.Operator)]
    public void Its_scope_is_that_of_a_person_of_its_role(Role role)
    {
        var isOperator = role == Role.Operator;
        var terms = s_inspectors with { Role = role, Operator = isOperator ? Code : null, Provinces = isOperator ? default : s_jiangsu };
        var person = new Caller
        {
            Issuer = "demo",
            Subject = "a",
            Name = "a",
            Roles = new[] { role }.ToFrozenSet(),
            Organisation = terms.Operator,
            Provinces = terms.Provinces,
        };
        Assert.Empty(terms.Faults());
        Assert.Equal(person.ScopeFor(AccessAction.ReadAlerts), terms.Scope);
        Assert.False(terms.Scope.IsEmpty);
    }

    [Fact]
    public void What_is_wrong_is_said_by_field()
    {
        Assert.Equal(["role"], FieldsOf(s_inspectors with { Role = Role.Administrator }));
        Assert.Equal(["role"], FieldsOf(s_inspectors with { Role = Role.Auditor }));
        Assert.Equal(["provinces"], FieldsOf(s_inspectors with { Provinces = default }));
        Assert.Equal(["operator"], FieldsOf(s_inspectors with { Operator = Code }));
        Assert.Equal(["operator", "provinces"], FieldsOf(s_inspectors with { Role = Role.Operator }));
        Assert.Equal(["operator"], FieldsOf(s_inspectors with { Role = Role.Operator, Operator = "x", Provinces = default }));
        Assert.Equal(["name"], FieldsOf(s_inspectors with { Name = "a\r\nb" }));
        Assert.Equal(["name"], FieldsOf(s_inspectors with { Name = new('a', Subscription.LongestName + 1) }));
    }

    [Fact]
    public void A_subscription_of_nobody_who_sees_alerts_sees_nothing() => Assert.True((s_inspectors with { Role = Role.Administrator }).Scope.IsEmpty);

    private static IEnumerable<string> FieldsOf(Subscription terms) => terms.Faults().Select(f => f.Field);
}
