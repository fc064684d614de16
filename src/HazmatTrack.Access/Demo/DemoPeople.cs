using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Access.Demo;

/// <summary>The people of the demo: one of each role and province, so that what each of them sees can be looked at.</summary>
internal sealed record DemoPeople(IReadOnlyList<DemoPerson> People)
{
    /// <summary>The issuer of demo people; no identity provider has such a name.</summary>
    public const string Issuer = "demo";

    /// <summary>Invented operators, with codes whose check character is right.</summary>
    public const string OperatorA = "91310000DEMA00001B", OperatorB = "91320000DEMB000012";

    /// <summary>Where the demo is off.</summary>
    public static DemoPeople Nobody { get; } = new([]);

    private static readonly (ProvinceCode Code, string Id, string Chinese, string English)[] s_provinces =
    [
        (ProvinceCode.Shanghai, "sh", "上海", "Shanghai"),
        (ProvinceCode.Jiangsu, "js", "江苏", "Jiangsu"),
        (ProvinceCode.Zhejiang, "zj", "浙江", "Zhejiang"),
        (ProvinceCode.Anhui, "ah", "安徽", "Anhui"),
    ];

    public static DemoPeople Usual { get; } = new(
    [
        .. s_provinces.Select(p => Make(
            $"inspector-{p.Id}", new($"{p.Chinese}执法人员", $"Inspector, {p.English}"), Role.Inspector, $"{p.Chinese}交通执法", p.Code)),
        .. s_provinces.Select(p => Make(
            $"officer-{p.Id}", new($"{p.Chinese}省级管理人员", $"Province officer, {p.English}"), Role.ProvinceOfficer, $"{p.Chinese}交通运输主管部门", p.Code)),
        Make("operator-a", new("甲运输企业调度员", "Dispatcher of operator A"), Role.Operator, OperatorA),
        Make("operator-b", new("乙运输企业调度员", "Dispatcher of operator B"), Role.Operator, OperatorB),
        Make("administrator", new("系统管理员", "Administrator"), Role.Administrator, null),
        Make("auditor", new("审计员", "Auditor"), Role.Auditor, null),
    ]);

    private static DemoPerson Make(string id, LocalText title, Role role, string? organisation, ProvinceCode province = default) => new(id, title, new()
    {
        Issuer = Issuer,
        Subject = id,
        Name = title.Chinese,
        Roles = new[] { role }.ToFrozenSet(),
        Organisation = organisation,
        Provinces = default(ProvinceSet).With(province),
    });
}
