using System.Collections.Frozen;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>What an API key is issued for: who owns it, what it may do, from where and until when.</summary>
public sealed record ApiKeyTerms
{
    public const int LongestName = 80;

    public const int LongestOwner = 120;

    public const int MostRanges = 32;

    /// <summary>A key lives a year at most, so that a forgotten one ends by itself.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>What the owner calls it. Two keys of one name may be active, so that one replaces the other without a gap.</summary>
    public required string Name { get; init; }

    /// <summary>The organisation: for the role of an operator its unified social credit code, else the authority's name or code.</summary>
    public required string Owner { get; init; }

    public required FrozenSet<Role> Roles { get; init; }

    public required FrozenSet<AccessAction> Actions { get; init; }

    /// <summary>The provinces of an inspector's or an officer's key.</summary>
    public ProvinceSet Provinces { get; init; }

    /// <summary>The addresses from which it may be used; none for any.</summary>
    public IReadOnlyList<AddressRange> Addresses { get; init; } = [];

    public required Instant ExpiresAt { get; init; }

    /// <summary>
    /// What is wrong with the terms of a key that is created at an instant, a sentence for the user each, by the member of the request that is to be changed;
    /// empty where nothing is.
    /// </summary>
    public IReadOnlyList<(string Field, LocalText Why)> Faults(Instant createdAt)
    {
        var faults = new List<(string, LocalText)>();
        if (!AccessTexts.IsText(Name, LongestName))
        {
            faults.Add(("name", new($"密钥名称应为 1 至 {LongestName} 个字符。", $"The key's name must have from 1 to {LongestName} characters.")));
        }

        if (Roles.Contains(Role.Operator) ? !TransportOperator.IsCode(Owner) : !AccessTexts.IsText(Owner, LongestOwner))
        {
            faults.Add(("owner", Roles.Contains(Role.Operator)
                ? SubjectKeys.Expected(DocumentBinding.Operator)
                : new($"所属单位应为 1 至 {LongestOwner} 个字符。", $"The owner must have from 1 to {LongestOwner} characters.")));
        }

        if (Roles.Count == 0 || Roles.Contains(Role.Auditor))
        {
            faults.Add(("role", new("密钥须有至少一个角色，且不得为审计员。", "A key needs at least one role, and never that of an auditor.")));
        }

        if (!Roles.Contains(Role.Auditor) && AccessRights.Conflict(Roles) is { } conflict)
        {
            faults.Add(("role", conflict));
        }

        if (Actions.Count == 0)
        {
            faults.Add(("actions", new("密钥须有至少一项权限。", "A key needs at least one action.")));
        }

        foreach (var action in Actions.Order())
        {
            if (!AccessRights.IsForKeys(action))
            {
                faults.Add(("actions", new($"密钥不得用于 {AccessRights.NameOf(action)}，该操作须由人员登录办理。", $"No key may have {AccessRights.NameOf(action)}: a person signs in for it.")));
            }
            else if (!AccessRights.RolesFor(action).Any(Roles.Contains))
            {
                faults.Add(("actions", new($"密钥的角色都不允许 {AccessRights.NameOf(action)}。", $"None of the key's roles allows {AccessRights.NameOf(action)}.")));
            }
        }

        if ((Roles.Contains(Role.Inspector) || Roles.Contains(Role.ProvinceOfficer)) && Provinces.Bits == 0)
        {
            faults.Add(("provinces", new("执法人员或省级管理人员的密钥须指明省份。", "A key of an inspector or an officer needs at least one province.")));
        }

        if (Addresses.Count > MostRanges)
        {
            faults.Add(("addresses", new($"地址段最多 {MostRanges} 个。", $"There may be at most {MostRanges} ranges of addresses.")));
        }

        if (ExpiresAt <= createdAt || ExpiresAt > createdAt + LongestLife)
        {
            faults.Add(("days", new(
                $"到期时间应晚于创建时间，且不超过其后 {LongestLife.Days} 天。",
                $"The key must expire after it is created, and at most {LongestLife.Days} days after that.")));
        }

        return faults;
    }

    /// <summary>Whether a key may be used from an address; one that is not known is outside every range.</summary>
    public bool AllowsFrom(System.Net.IPAddress? address)
    {
        if (Addresses.Count == 0)
        {
            return true;
        }

        // A loop, since this runs for every request.
        for (var i = 0; address is not null && i < Addresses.Count; i++)
        {
            if (Addresses[i].Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
