using System.Collections.Frozen;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Builder;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>People whom tests sign in as.</summary>
internal static class SomePeople
{
    /// <summary>The operator whose person the tests are.</summary>
    public const string Operator = DemoPeople.OperatorA;

    private static readonly ProvinceSet s_all = new(int.MaxValue);

    /// <summary>One who has every duty but the auditor's, in every province: for tests of other things than access.</summary>
    public static DemoPerson Everybody { get; } = new("everybody", new("测试人员", "Tester"), new()
    {
        Issuer = DemoPeople.Issuer,
        Subject = "everybody",
        Name = "测试人员",
        Roles = new[] { Role.Operator, Role.Inspector, Role.ProvinceOfficer, Role.Administrator }.ToFrozenSet(),
        Organisation = Operator,
        Provinces = s_all,
    });

    /// <summary>An officer of two provinces.</summary>
    public static DemoPerson OfficerOfTwo { get; } = new("officer-sh-js", new("沪苏省级管理人员", "Province officer, Shanghai and Jiangsu"), new()
    {
        Issuer = DemoPeople.Issuer,
        Subject = "officer-sh-js",
        Name = "沪苏省级管理人员",
        Roles = new[] { Role.ProvinceOfficer }.ToFrozenSet(),
        Organisation = "沪苏交通运输主管部门",
        Provinces = default(ProvinceSet).With(ProvinceCode.Shanghai).With(ProvinceCode.Jiangsu),
    });

    /// <summary>The demo's people, and those above.</summary>
    public static DemoPeople All { get; } = new([.. DemoPeople.Usual.People, Everybody, OfficerOfTwo]);

    /// <summary>Every call of a host without authentication is one of this person.</summary>
    /// <param name="person">The person; everybody where it is null.</param>
    public static void UseEverybody(this IApplicationBuilder app, DemoPerson? person = null) => app.Use((context, next) =>
    {
        context.User = new(new CallerIdentity((person ?? Everybody).Caller, "Test"));
        return next(context);
    });
}
