using System.Collections.Frozen;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Tests.Access;

/// <summary>What each role may do.</summary>
public sealed class AccessRightsTests
{
    [Fact]
    public void Every_action_and_role_has_a_name_and_is_found_by_it()
    {
        Assert.Equal(Enum.GetValues<AccessAction>().Order(), AccessRights.Actions.Values.Order());
        Assert.All(Enum.GetValues<AccessAction>(), action => Assert.Equal(action, AccessRights.Actions[AccessRights.NameOf(action)]));
        Assert.Equal(Enum.GetValues<Role>().Order(), AccessRights.Roles.Values.Order());
        Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role, AccessRights.Roles[AccessRights.NameOf(role)]));
    }

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Auditor)]
    public void Who_administers_or_audits_sees_no_vehicle(Role role)
    {
        AccessAction[] ofVehicles =
        [
            AccessAction.ReadVehicles, AccessAction.ReadTracks, AccessAction.SearchPresence, AccessAction.ReadAlerts, AccessAction.HandleAlerts,
            AccessAction.ReadDocuments, AccessAction.FileDocuments, AccessAction.SendPositions,
        ];
        Assert.All(ofVehicles, action => Assert.False(AccessRights.Allows(Caller(role), action)));
        Assert.All(Enum.GetValues<AccessAction>(), action => Assert.True(Caller(role).ScopeFor(action).IsEmpty));
    }

    /// <summary>With several roles nothing is done by one of them in the scope of another.</summary>
    [Fact]
    public void The_scope_of_an_action_is_that_of_the_roles_that_may_do_it()
    {
        var (here, all) = (new ProvinceSet(1), new[] { Role.Operator, Role.Inspector, Role.ProvinceOfficer, Role.Administrator });
        var caller = Caller(Role.Operator) with { Roles = all.ToFrozenSet(), Organisation = "A", Provinces = here };
        Assert.Equal(new() { Operator = "A", Inspects = here, Governs = here }, caller.ScopeFor(AccessAction.ReadAlerts));
        Assert.Equal(new() { Inspects = here }, caller.ScopeFor(AccessAction.HandleAlerts));
        Assert.Equal(new() { Governs = here }, caller.ScopeFor(AccessAction.FileDocuments));
        Assert.Equal(new() { Governs = here }, caller.ScopeFor(AccessAction.ReadAudit));
        Assert.Equal(new() { Operator = "A" }, caller.ScopeFor(AccessAction.SendPositions));
        Assert.True(caller.ScopeFor(AccessAction.ManageAccess).IsEmpty);
        Assert.True((caller with { Roles = FrozenSet.Create(Role.Operator) }).ScopeFor(AccessAction.HandleAlerts).IsEmpty);
    }

    [Theory]
    [InlineData(true, Role.Operator)]
    [InlineData(true, Role.Inspector, Role.ProvinceOfficer)]
    [InlineData(false, Role.Operator, Role.Inspector)]
    [InlineData(false, Role.Operator, Role.ProvinceOfficer)]
    [InlineData(false, Role.Administrator, Role.Inspector)]
    [InlineData(false, Role.Administrator, Role.Operator)]
    [InlineData(false, Role.Auditor, Role.ProvinceOfficer)]
    public void Who_watches_is_none_of_those_who_are_watched_or_let_them_in(bool may, params Role[] roles) =>
        Assert.Equal(may, AccessRights.Conflict(roles.ToHashSet()) is null);

    [Fact]
    public void The_auditor_reads_the_audit_record_and_nothing_else() => Assert.Equal(
        [AccessAction.ReadReference, AccessAction.ReadAudit, AccessAction.OwnSession, AccessAction.ReadCheckpoints],
        Enum.GetValues<AccessAction>().Where(a => AccessRights.Allows(Caller(Role.Auditor), a)));

    [Fact]
    public void A_key_does_what_it_was_given_and_what_its_role_may()
    {
        var key = Caller(Role.Operator) with { KeyActions = new[] { AccessAction.SendPositions, AccessAction.FileDocuments }.ToFrozenSet() };
        Assert.True(AccessRights.Allows(key, AccessAction.SendPositions));
        Assert.False(AccessRights.Allows(key, AccessAction.FileDocuments));
        Assert.False(AccessRights.Allows(key, AccessAction.ReadVehicles));
        Assert.False(AccessRights.Allows(key, AccessAction.OwnSession));
    }

    private static Caller Caller(Role role) => new() { Issuer = "test", Subject = "1", Name = "1", Roles = new[] { role }.ToFrozenSet() };
}
