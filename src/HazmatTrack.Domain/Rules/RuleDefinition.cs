namespace HazmatTrack.Domain.Rules;

/// <summary>
/// All that the program knows of a rule: its logic, its parameters, its reasons and its texts. The list of rules in the API, the settings, the
/// titles of alerts and the page follow from it, so a rule is one folder and one line in <c>Catalog/RuleList.cs</c>.
/// </summary>
public sealed record RuleDefinition
{
    /// <inheritdoc cref="IRule.Id"/>
    public required string Id { get; init; }

    /// <summary>Its words, in Chinese and in English.</summary>
    public required RuleTexts Texts { get; init; }

    /// <summary>The regulation or standard it rests on, with its article; null for what is not a number of a regulation.</summary>
    public string? Source { get; init; }

    /// <summary>Its configurable parameters.</summary>
    public IReadOnlyList<RuleParameter> Parameters { get; init; } = [];

    /// <summary>Creates the rule with parameters; null for findings that arise before any rule evaluates.</summary>
    public Func<RuleParameters, IRule>? Create { get; init; }
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
