using System.Collections.Frozen;
using HazmatTrack.Domain.Access;

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
        Assert.True(Caller(role).Scope.IsEmpty);
    }

    [Fact]
    public void The_auditor_reads_the_audit_record_and_nothing_else() => Assert.Equal(
        [AccessAction.ReadReference, AccessAction.ReadAudit, AccessAction.OwnSession],
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
