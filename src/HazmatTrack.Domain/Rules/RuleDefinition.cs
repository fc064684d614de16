using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// All that the program knows of a rule: its logic, its parameters, its reasons and its texts. The list of rules in the API, the settings, the
/// titles of alerts and the page follow from it, so a rule is one folder and one line in <c>Catalog/RuleList.cs</c>.
/// </summary>
public sealed record RuleDefinition
{
    /// <inheritdoc cref="IRule.Id"/>
    public required string Id { get; init; }

    /// <summary>Its name, such as 偏离许可路线.</summary>
    public required LocalText Name { get; init; }

    /// <summary>Its description, in a sentence.</summary>
    public required LocalText Description { get; init; }

    /// <summary>The regulation or standard it rests on, with its article; null for what is not a number of a regulation.</summary>
    public string? Source { get; init; }

    /// <summary>Its configurable parameters.</summary>
    public IReadOnlyList<RuleParameter> Parameters { get; init; } = [];

    /// <summary>Its reasons: stable codes with the text of each.</summary>
    public required IReadOnlyList<RuleReason> Reasons { get; init; }

    /// <summary>The name of the measured value of its findings; null where they have none to show.</summary>
    public LocalText? Measured { get; init; }

    /// <summary>The name of the limit that was broken; null where they have none to show.</summary>
    public LocalText? Limit { get; init; }

    /// <summary>Makes the line that an alert is shown by; the text of its reason where this is null.</summary>
    public Func<Finding, LocalText>? Title { get; init; }

    /// <summary>Creates the rule with parameters; null for findings that arise before any rule evaluates.</summary>
    public Func<RuleParameters, IRule>? Create { get; init; }

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

/// <summary>A configurable number of a rule.</summary>
/// <param name="Name">Its name in the settings, such as <c>UncertaintyMetres</c>.</param>
/// <param name="Unit">Its unit; <c>1</c> for a count.</param>
/// <param name="Default">The value where nothing is set.</param>
/// <param name="Source">Where the default comes from.</param>
public sealed record RuleParameter(string Name, string Unit, double Default, double Least, double Most, LocalText Meaning, string Source)
{
    /// <summary>Whether only whole numbers make sense.</summary>
    public bool IsCount => Unit == "1";

    /// <summary>Whether a value is allowed.</summary>
    public bool Takes(double value) => value >= Least && value <= Most && (!IsCount || value == Math.Floor(value));
}
