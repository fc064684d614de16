namespace HazmatTrack.Web.Views;

/// <summary>A rule; measured and limit say what the values of its alerts are called, where they have any.</summary>
internal sealed record RuleView(
    string Id, int Version, Dictionary<string, string> Name, Dictionary<string, string> Description, string? Source, Dictionary<string, string>? Measured,
    Dictionary<string, string>? Limit, IReadOnlyList<RuleReasonView> Reasons, IReadOnlyList<RuleParameterView> Parameters, IReadOnlyList<RuleVersionView> Versions,
    IReadOnlyList<ParameterVersionView> ParameterVersions);

/// <summary>Why the rule says something.</summary>
internal sealed record RuleReasonView(string Code, Dictionary<string, string> Text);

/// <summary>A number that may be set of the rule, and where its default comes from.</summary>
internal sealed record RuleParameterView(string Name, string Unit, double Default, double Least, double Most, Dictionary<string, string> Meaning, string Source);

/// <summary>What is set of it: from an instant included to one excluded, null for always; in one province, null for everywhere.</summary>
internal sealed record RuleVersionView(DateTimeOffset? From, DateTimeOffset? To, string? Province, string? Source, Dictionary<string, double> Values);

/// <summary>
/// A version of the rule's parameters as alerts name it, with every value, set or not. Of those that apply to an event the first in the list judges it; the
/// last is the defaults.
/// </summary>
internal sealed record ParameterVersionView(
    string Version, DateTimeOffset? From, DateTimeOffset? To, string? Province, string? Source, IReadOnlyDictionary<string, double> Values);
