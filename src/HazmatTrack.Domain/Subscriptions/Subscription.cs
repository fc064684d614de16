using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>
/// Whom alerts are sent to without being asked for (订阅): an inspectors' or an operator's own system, or some people by mail. It is told what a person of its
/// role, organisation and provinces is told by the stream of alerts, and nothing else.
/// </summary>
public sealed record Subscription
{
    public const int LongestName = 100;

    /// <summary>The most mail addresses of one subscription.</summary>
    public const int MostAddresses = 20;

    /// <summary>The most subscriptions of a deployment: each of them may keep some requests open.</summary>
    public const int Most = 200;

    public required string Name { get; init; }

    public required SubscriptionChannel Channel { get; init; }

    /// <summary>The duty of those who are told: operator, inspector or officer of a province.</summary>
    public required Role Role { get; init; }

    /// <summary>The unified social credit code of an operator; null for an authority.</summary>
    public string? Operator { get; init; }

    /// <summary>The provinces of an authority.</summary>
    public ProvinceSet Provinces { get; init; }

    /// <summary>The rules whose alerts are sent; empty for all.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The severities of the alerts that are sent; empty for all.</summary>
    public IReadOnlyList<Severity> Severities { get; init; } = [];

    /// <summary>The address of a webhook, or mail addresses.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Whose alerts are sent.</summary>
    public AccessScope Scope => Role switch
    {
        Role.Operator => new() { Operator = Operator },
        Role.Inspector => new() { Inspects = Provinces },
        Role.ProvinceOfficer => new() { Governs = Provinces },
        _ => default,
    };

    /// <summary>What is wrong with it but for its targets: the field, and a sentence for the user; empty where nothing is.</summary>
    public IReadOnlyList<(string Field, LocalText Why)> Faults()
    {
        var faults = new List<(string, LocalText)>();
        if (!AccessTexts.IsText(Name, LongestName))
        {
            faults.Add(("name", new($"名称应为 1 至 {LongestName} 个字符，且不得含控制字符。", $"The name must have from 1 to {LongestName} characters and no control characters.")));
        }

        if (Role is not (Role.Operator or Role.Inspector or Role.ProvinceOfficer))
        {
            faults.Add(("role", new("订阅者应为运输企业、执法人员或省级管理人员。", "The role must be operator, inspector or province.")));
        }

        if (Role == Role.Operator != (Operator is not null) || (Operator is not null && !TransportOperator.IsCode(Operator)))
        {
            faults.Add(("operator", new(
                "运输企业的订阅须写明其统一社会信用代码，其他订阅不写。", "A subscription of an operator names its unified social credit code, and no other does.")));
        }

        if (Role == Role.Operator != (Provinces.Bits == 0))
        {
            faults.Add(("provinces", new(
                "执法人员或省级管理人员的订阅须写明省份，运输企业的不写。", "A subscription of inspectors or officers names their provinces, and one of an operator does not.")));
        }

        return faults;
    }
}
