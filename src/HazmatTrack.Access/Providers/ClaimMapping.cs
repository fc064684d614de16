using System.Collections.Frozen;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Access.Providers;

/// <summary>Makes a caller of what a provider says of a person or a program. Depends on nothing but its arguments.</summary>
internal static class ClaimMapping
{
    private const int MostOfName = 100;

    /// <param name="issuer">The provider's own name for itself, the claim <c>iss</c>.</param>
    /// <param name="claims">The claims by their names; one may have several values.</param>
    /// <param name="options">Which claim says what.</param>
    /// <param name="refusal">Why nobody can be made of them.</param>
    /// <returns>The caller; null where the claims name no role that the program knows, or one that lacks what it needs.</returns>
    public static Caller? Map(string issuer, ILookup<string, string> claims, ProviderOptions options, out RefusedPerson? refusal)
    {
        refusal = null;
        var subject = claims["sub"].FirstOrDefault();
        if (string.IsNullOrWhiteSpace(subject))
        {
            refusal = new("no-subject", new("身份提供方没有给出 sub 声明。", "The identity provider gave no claim 'sub'."));
            return null;
        }

        var roles = claims[options.RoleClaim].Select(v => RoleOf(v, options)).OfType<Role>()
            .Where(r => options.OnlyRoles.Length == 0 || options.OnlyRoles.Contains(AccessRights.NameOf(r))).ToFrozenSet();
        var organisation = claims[options.OrganisationClaim].FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim();
        var provinces = claims[options.ProvinceClaim].SelectMany(v => v.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Aggregate(default(ProvinceSet), (set, v) => ProvinceCode.TryParse(v, out var code) && MayGive(options, code) ? set.With(code) : set);
        if (roles.Count == 0)
        {
            refusal = new("no-role", new(
                $"您的账号没有本系统的角色（声明 {options.RoleClaim}）；请联系管理员。",
                $"Your account has no role of this system (claim '{options.RoleClaim}'); ask its administrator."));
            return null;
        }

        if (AccessRights.Conflict(roles) is { } conflict)
        {
            refusal = new("conflicting-roles", new($"{conflict.Chinese}请联系管理员。", $"{conflict.English} Ask the administrator of your accounts."));
            return null;
        }

        if (roles.Contains(Role.Operator) && !IsOperator(organisation, options, out organisation))
        {
            refusal = new("no-operator", new(
                $"企业用户须有统一社会信用代码（声明 {options.OrganisationClaim}，GB 32100-2015）；请联系管理员。",
                $"A user of an operator needs its unified social credit code (claim '{options.OrganisationClaim}', GB 32100-2015); ask the administrator of your accounts."));
            return null;
        }

        if ((roles.Contains(Role.Inspector) || roles.Contains(Role.ProvinceOfficer)) && provinces.Bits == 0)
        {
            refusal = new("no-province", new(
                $"执法人员和省级管理人员须有所辖省份（声明 {options.ProvinceClaim}，六位代码）；请联系管理员。",
                $"Inspectors and officers need their province (claim '{options.ProvinceClaim}', six digits); ask the administrator of your accounts."));
            return null;
        }

        return new()
        {
            Issuer = issuer,
            Subject = subject,
            Name = NameOf(claims[options.NameClaim].FirstOrDefault() ?? "") is { Length: > 0 } name ? name : subject,
            Roles = roles,
            Organisation = organisation,
            Provinces = provinces,
        };
    }

    /// <summary>When a person last proved who they are, by the claim <c>auth_time</c>; the beginning of time where the provider does not say.</summary>
    /// <param name="claims">The claims of an identity token.</param>
    /// <param name="now">The time here: a provider whose clock is ahead does not make a proof last longer.</param>
    public static Instant ProvenAt(ILookup<string, string> claims, Instant now) =>
        long.TryParse(claims["auth_time"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds < now.UnixMilliseconds / 1000 ? new(seconds * 1000) : now
            : new(0);

    /// <summary>A name as it is shown and stored: one line, of a length that fits where it is shown. At many providers people choose it themselves.</summary>
    private static string NameOf(string text)
    {
        var line = string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return line.Length <= MostOfName ? line : line[..MostOfName];
    }

    private static Role? RoleOf(string value, ProviderOptions options) =>
        AccessRights.Roles.TryGetValue(options.Roles.GetValueOrDefault(value, value), out var role) ? role : null;

    private static bool MayGive(ProviderOptions options, ProvinceCode province) =>
        options.OnlyProvinces.Length == 0 || options.OnlyProvinces.Contains(province.ToString());

    private static bool IsOperator(string? organisation, ProviderOptions options, out string? code)
    {
        var isOne = SubjectKeys.TryParse(DocumentBinding.Operator, organisation, out var subject);
        code = isOne ? subject!.Value.Key : organisation;
        return isOne && (options.OnlyOperators.Length == 0 || options.OnlyOperators.Contains(code, StringComparer.OrdinalIgnoreCase));
    }
}
