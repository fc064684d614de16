using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Access.Providers;

/// <summary>Makes a caller of what a provider says of a person or a program. Depends on nothing but its arguments.</summary>
internal static class ClaimMapping
{
    /// <param name="issuer">The provider's own name for itself, the claim <c>iss</c>.</param>
    /// <param name="claims">The claims by their names; one may have several values.</param>
    /// <param name="options">Which claim says what.</param>
    /// <param name="reason">Why nobody can be made of them, for the person who signs in.</param>
    /// <returns>The caller; null where the claims name no role that the program knows, or one that lacks what it needs.</returns>
    public static Caller? Map(string issuer, ILookup<string, string> claims, ProviderOptions options, out LocalText reason)
    {
        reason = default;
        var subject = claims["sub"].FirstOrDefault();
        if (string.IsNullOrWhiteSpace(subject))
        {
            reason = new("身份提供方没有给出 sub 声明。", "The identity provider gave no claim 'sub'.");
            return null;
        }

        var roles = claims[options.RoleClaim].Select(v => RoleOf(v, options)).OfType<Role>().ToFrozenSet();
        var organisation = claims[options.OrganisationClaim].FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
        var provinces = claims[options.ProvinceClaim].SelectMany(v => v.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Aggregate(default(ProvinceSet), (set, v) => ProvinceCode.TryParse(v, out var code) ? set.With(code) : set);
        if (roles.Count == 0)
        {
            reason = new(
                $"您的账号没有本系统的角色（声明 {options.RoleClaim}）；请联系管理员。",
                $"Your account has no role of this system (claim '{options.RoleClaim}'); ask its administrator.");
            return null;
        }

        if (AccessRights.Conflict(roles) is { } conflict)
        {
            reason = new($"{conflict.Chinese}请联系管理员。", $"{conflict.English} Ask the administrator of your accounts.");
            return null;
        }

        if (roles.Contains(Role.Operator) && !IsOperator(organisation, out organisation))
        {
            reason = new(
                $"企业用户须有统一社会信用代码（声明 {options.OrganisationClaim}，GB 32100-2015）；请联系管理员。",
                $"A user of an operator needs its unified social credit code (claim '{options.OrganisationClaim}', GB 32100-2015); ask the administrator of your accounts.");
            return null;
        }

        if ((roles.Contains(Role.Inspector) || roles.Contains(Role.ProvinceOfficer)) && provinces.Bits == 0)
        {
            reason = new(
                $"执法人员和省级管理人员须有所辖省份（声明 {options.ProvinceClaim}，六位代码）；请联系管理员。",
                $"Inspectors and officers need their province (claim '{options.ProvinceClaim}', six digits); ask the administrator of your accounts.");
            return null;
        }

        return new()
        {
            Issuer = issuer,
            Subject = subject,
            Name = claims[options.NameClaim].FirstOrDefault(v => !string.IsNullOrWhiteSpace(v)) ?? subject,
            Roles = roles,
            Organisation = organisation,
            Provinces = provinces,
        };
    }

    private static Role? RoleOf(string value, ProviderOptions options) =>
        AccessRights.Roles.TryGetValue(options.Roles.GetValueOrDefault(value, value), out var role) ? role : null;

    private static bool IsOperator(string? organisation, out string? code)
    {
        var isOne = SubjectKeys.TryParse(DocumentBinding.Operator, organisation, out var subject);
        code = isOne ? subject!.Value.Key : organisation;
        return isOne;
    }
}
