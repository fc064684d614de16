using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules;

/// <summary>The words of a rule, in Chinese and in English: its name, its reasons and the titles of its alerts.</summary>
public sealed record RuleTexts
{
    /// <summary>Its name, such as 偏离许可路线.</summary>
    public required LocalText Name { get; init; }

    /// <summary>Its description, in a sentence.</summary>
    public required LocalText Description { get; init; }

    /// <summary>Its reasons: stable codes with the text of each.</summary>
    public required IReadOnlyList<RuleReason> Reasons { get; init; }

    /// <summary>The name of the measured value of its findings; null where they have none to show.</summary>
    public LocalText? Measured { get; init; }

    /// <summary>The name of the limit that was broken; null where they have none to show.</summary>
    public LocalText? Limit { get; init; }

    /// <summary>Makes the line that an alert is shown by; the text of its reason where this is null.</summary>
    public Func<Finding, LocalText>? Title { get; init; }

    /// <summary>The title of a finding of this rule, in one line.</summary>
    public LocalText TitleOf(Finding finding) => Title?.Invoke(finding)
        ?? Reasons.FirstOrDefault(reason => reason.Code == finding.Reason)?.Text
        ?? Name;
}

/// <summary>One reason of a rule.</summary>
/// <param name="Code">Stable, such as <c>permit-expired</c>.</param>
/// <param name="Text">The text that is shown for it.</param>
public sealed record RuleReason(string Code, LocalText Text)
{
    public RuleReason(string code, string chinese, string english)
        : this(code, new LocalText(chinese, english))
    {
    }
}
