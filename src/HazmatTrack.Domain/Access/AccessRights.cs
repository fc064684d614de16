using System.Collections.Frozen;

namespace HazmatTrack.Domain.Access;

/// <summary>
/// Which role may do what, and how actions and roles are called in claims, keys and answers. What a caller may see of it is a question of scope.
/// </summary>
public static class AccessRights
{
    private static readonly FrozenDictionary<AccessAction, (string Name, Role[] Roles)> s_actions = new Dictionary<AccessAction, (string, Role[])>
    {
        [AccessAction.ReadReference] = ("reference:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer, Role.Administrator, Role.Auditor]),
        [AccessAction.ReadVehicles] = ("vehicles:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer]),
        [AccessAction.ReadTracks] = ("tracks:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer]),
        [AccessAction.SearchPresence] = ("presence:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer]),
        [AccessAction.ReadAlerts] = ("alerts:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer]),
        [AccessAction.HandleAlerts] = ("alerts:handle", [Role.Inspector]),
        [AccessAction.ReadDocuments] = ("documents:read", [Role.Operator, Role.Inspector, Role.ProvinceOfficer]),
        [AccessAction.ExportPersons] = ("persons:export", [Role.ProvinceOfficer]),
        [AccessAction.FileDocuments] = ("documents:file", [Role.ProvinceOfficer]),
        [AccessAction.SendPositions] = ("positions:send", [Role.Operator]),
        [AccessAction.ReadOperation] = ("operation:read", [Role.Administrator]),
        [AccessAction.ChangeOperation] = ("operation:change", [Role.Administrator]),
        [AccessAction.ManageAccess] = ("access:manage", [Role.Administrator]),
        [AccessAction.ReadAudit] = ("audit:read", [Role.ProvinceOfficer, Role.Auditor]),
        [AccessAction.OwnSession] = ("session:own", [Role.Operator, Role.Inspector, Role.ProvinceOfficer, Role.Administrator, Role.Auditor]),
        [AccessAction.ReadCheckpoints] = ("checkpoints:read", [Role.ProvinceOfficer, Role.Administrator, Role.Auditor]),
        [AccessAction.ReadOperators] = ("operators:read", [Role.Operator, Role.Administrator]),
        [AccessAction.ReadDeadLetters] = ("dead-letters:read", [Role.Operator, Role.Administrator]),
        [AccessAction.ReadQuality] = ("quality:read", [Role.Operator, Role.ProvinceOfficer, Role.Administrator]),
        [AccessAction.ReadVehicleQuality] = ("vehicle-quality:read", [Role.Operator, Role.ProvinceOfficer]),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, AccessAction> s_byName = s_actions.ToFrozenDictionary(a => a.Value.Name, a => a.Key);

    private static readonly FrozenDictionary<string, Role> s_roles = new Dictionary<string, Role>
    {
        ["operator"] = Role.Operator,
        ["inspector"] = Role.Inspector,
        ["province"] = Role.ProvinceOfficer,
        ["administrator"] = Role.Administrator,
        ["auditor"] = Role.Auditor,
    }.ToFrozenDictionary();

    /// <summary>Roles by their names in claims, keys and answers.</summary>
    public static IReadOnlyDictionary<string, Role> Roles => s_roles;

    /// <summary>Actions by their names in keys and in the audit record, such as <c>tracks:read</c>.</summary>
    public static IReadOnlyDictionary<string, AccessAction> Actions => s_byName;

    /// <summary>The actions that a key may be given. A key is no person: it neither handles alerts nor manages access, and has no session.</summary>
    public static bool IsForKeys(AccessAction action) =>
        action is not (AccessAction.HandleAlerts or AccessAction.ManageAccess or AccessAction.ReadAudit or AccessAction.OwnSession
            or AccessAction.ChangeOperation or AccessAction.ExportPersons);

    public static string NameOf(AccessAction action) => s_actions[action].Name;

    public static string NameOf(Role role) => s_roles.First(r => r.Value == role).Key;

    /// <summary>The roles that may do it.</summary>
    public static IReadOnlyList<Role> RolesFor(AccessAction action) => s_actions[action].Roles;

    /// <summary>
    /// Why nobody may have all of these roles; null where one may. Who audits, or says who is let in, has no other duty; and who is watched, an operator, has
    /// none of those who watch.
    /// </summary>
    public static LocalText? Conflict(IReadOnlySet<Role> roles) =>
        roles.Contains(Role.Auditor) && roles.Count > 1 ? new("审计员不得兼任其他角色。", "An auditor may have no other role.")
        : roles.Contains(Role.Administrator) && roles.Count > 1 ? new("系统管理员不得兼任其他角色。", "An administrator may have no other role.")
        : roles.Contains(Role.Operator) && roles.Count > 1 ? new(
            "运输企业人员不得兼任执法人员或省级管理人员。", "Nobody may be an operator and an inspector or an officer of a province.")
        : null;

    /// <summary>Whether a caller may do it at all: one of its roles may, and, with a key, the key was given the action.</summary>
    public static bool Allows(Caller caller, AccessAction action) =>
        s_actions[action].Roles.Any(caller.Roles.Contains) && (caller.KeyActions is not { } given || given.Contains(action));
}
