using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// All that the program knows of a rule: its logic, what may be set of it, its reasons and its texts. The list of rules in the API, the settings, the
/// titles of alerts and the page follow from it, so a rule is one folder and one line in <c>Catalog/RuleList.cs</c>.
/// </summary>
public sealed record RuleDefinition
{
    /// <inheritdoc cref="IRule.Id"/>
    public required string Id { get; init; }

    /// <summary>What it is called, such as 偏离许可路线.</summary>
    public required LocalText Name { get; init; }

    /// <summary>What it finds, in a sentence.</summary>
    public required LocalText Description { get; init; }

    /// <summary>The regulation or standard it rests on, with its article; null for what is not a number of a regulation.</summary>
    public string? Source { get; init; }

    /// <summary>What may be set of it.</summary>
    public IReadOnlyList<RuleParameter> Parameters { get; init; } = [];

    /// <summary>Why it says something: stable codes with the text of each.</summary>
    public required IReadOnlyList<RuleReason> Reasons { get; init; }

    /// <summary>What the measured value of its findings is called; null where they have none to show.</summary>
    public LocalText? Measured { get; init; }

    /// <summary>What the limit that was broken is called; null where they have none to show.</summary>
    public LocalText? Limit { get; init; }

    /// <summary>The line that an alert is shown by. The text of its reason where nothing else is said here.</summary>
    public Func<Finding, LocalText>? Title { get; init; }

    /// <summary>The rule with parameters; null for what is found before any rule judges.</summary>
    public Func<RuleParameters, IRule>? Create { get; init; }

    /// <summary>What a finding of this rule says in one line.</summary>
    public LocalText TitleOf(Finding finding) => Title?.Invoke(finding)
        ?? Reasons.FirstOrDefault(reason => reason.Code == finding.Reason)?.Text
        ?? Name;
}

/// <summary>One reason of a rule.</summary>
/// <param name="Code">Stable, such as <c>permit-expired</c>.</param>
/// <param name="Text">What is shown of it.</param>
public sealed record RuleReason(string Code, LocalText Text)
{
    public RuleReason(string code, string chinese, string english)
        : this(code, new LocalText(chinese, english))
    {
    }
}

/// <summary>A number that may be set of a rule.</summary>
/// <param name="Name">Its name in the settings, such as <c>UncertaintyMetres</c>.</param>
/// <param name="Unit">Its unit; <c>1</c> for a count.</param>
/// <param name="Default">What it is where nothing is set.</param>
/// <param name="Least">The least it may be.</param>
/// <param name="Most">The most it may be.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Source">Where the default comes from.</param>
public sealed record RuleParameter(string Name, string Unit, double Default, double Least, double Most, LocalText Meaning, string Source)
{
    /// <summary>Whether only whole numbers make sense.</summary>
    public bool IsCount => Unit == "1";

    /// <summary>Whether it may have a value.</summary>
    public bool Takes(double value) => value >= Least && value <= Most && (!IsCount || value == Math.Floor(value));
}
