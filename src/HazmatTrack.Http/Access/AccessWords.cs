using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Http.Access;

/// <summary>Roles and actions in words, for those who read why a call is refused.</summary>
internal static class AccessWords
{
    private static readonly FrozenDictionary<Role, LocalText> s_roles = new Dictionary<Role, LocalText>
    {
        [Role.Operator] = new("运输企业", "operator"),
        [Role.Inspector] = new("执法人员", "inspector"),
        [Role.ProvinceOfficer] = new("省级管理人员", "province officer"),
        [Role.Administrator] = new("系统管理员", "administrator"),
        [Role.Auditor] = new("审计员", "auditor"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<AccessAction, LocalText> s_actions = new Dictionary<AccessAction, LocalText>
    {
        [AccessAction.ReadReference] = new("查看规则和省界", "look at rules and borders"),
        [AccessAction.ReadVehicles] = new("查看车辆", "look at vehicles"),
        [AccessAction.ReadTracks] = new("查看轨迹", "look at tracks"),
        [AccessAction.SearchPresence] = new("按地点查找车辆", "search for vehicles by place"),
        [AccessAction.ReadAlerts] = new("查看告警", "look at alerts"),
        [AccessAction.HandleAlerts] = new("处置告警", "handle alerts"),
        [AccessAction.ReadDocuments] = new("查看单证", "look at documents"),
        [AccessAction.ExportPersons] = new("向本人提供其个人信息", "hand a person's own data out"),
        [AccessAction.FileDocuments] = new("登记、更正或注销单证", "file, correct or withdraw documents"),
        [AccessAction.SendPositions] = new("上报位置", "send positions"),
        [AccessAction.ReadOperation] = new("查看系统运行", "look at how the system runs"),
        [AccessAction.ChangeOperation] = new("更改系统运行", "change how the system runs"),
        [AccessAction.ManageAccess] = new("管理企业、密钥、会话和订阅", "manage operators, keys, sessions and subscriptions"),
        [AccessAction.ReadAudit] = new("查阅审计记录", "read the audit record"),
        [AccessAction.ReadOperators] = new("查看企业、其车辆和密钥", "look at operators, their vehicles and keys"),
        [AccessAction.ReadCheckpoints] = new("获取审计检查点", "fetch checkpoints of the audit record"),
        [AccessAction.ReadDeadLetters] = new("查看被拒的上报", "look at refused reports"),
        [AccessAction.ReadQuality] = new("查看数据质量统计", "look at figures of data quality"),
        [AccessAction.ReadVehicleQuality] = new("按车辆查看数据质量统计", "look at figures of data quality by vehicle"),
        [AccessAction.OwnSession] = new("查看登录会话", "look at a sign-in session"),
    }.ToFrozenDictionary();

    /// <summary>That a caller may not do something, and whose duty it is.</summary>
    public static LocalText WhyRefused(Caller caller, AccessAction action)
    {
        var allowed = AccessRights.RolesFor(action);
        var (what, roles) = (s_actions[action], Names(allowed, "或", " or "));
        if (allowed.Any(caller.Roles.Contains))
        {
            return new($"该密钥未获准{what.Chinese}（{AccessRights.NameOf(action)}）。", $"This key was not given the right to {what.English} ({AccessRights.NameOf(action)}).");
        }

        var own = Names([.. caller.Roles.Order()], "、", ", ");
        return new(
            $"您的角色（{own.Chinese}）不能{what.Chinese}，须由{roles.Chinese}进行。", $"Your role ({own.English}) may not {what.English}: that is for the role {roles.English}.");
    }

    private static LocalText Names(IEnumerable<Role> roles, string chinese, string english) =>
        new(string.Join(chinese, roles.Select(r => s_roles[r].Chinese)), string.Join(english, roles.Select(r => s_roles[r].English)));
}
