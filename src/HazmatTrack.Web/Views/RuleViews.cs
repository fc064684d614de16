using HazmatTrack.Domain;

namespace HazmatTrack.Web.Views;

/// <summary>A rule; measured and limit name the values of its alerts, where they have any.</summary>
internal sealed record RuleView(
    string Id, int Version, Dictionary<string, string> Name, Dictionary<string, string> Description, string? Source, Dictionary<string, string>? Measured,
    Dictionary<string, string>? Limit, IReadOnlyList<RuleReasonView> Reasons, IReadOnlyList<RuleParameterView> Parameters,
    IReadOnlyList<RuleVersionView> Versions,
    IReadOnlyList<ParameterVersionView> ParameterVersions);

/// <summary>Why the rule reports a finding.</summary>
internal sealed record RuleReasonView(string Code, Dictionary<string, string> Text);

/// <summary>A configurable parameter of the rule, and the source of its default.</summary>
internal sealed record RuleParameterView(
    string Name, string Unit, double Default, double Least, double Most, Dictionary<string, string> Meaning, string Source);

/// <summary>A configured version: from an instant included to one excluded, null for always; in one province, null for everywhere.</summary>
internal sealed record RuleVersionView(Instant? From, Instant? To, string? Province, string? Source, Dictionary<string, double> Values);

/// <summary>
/// A version of the rule's parameters as alerts name it, with every value, configured or not. Of the versions that apply to an event, the first in the list
/// is used; the last holds the defaults.
/// </summary>
internal sealed record ParameterVersionView(
    string Version, Instant? From, Instant? To, string? Province, string? Source, IReadOnlyDictionary<string, double> Values);
