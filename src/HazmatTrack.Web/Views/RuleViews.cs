using HazmatTrack.Domain;

namespace HazmatTrack.Web.Views;

/// <summary>A rule that vehicles are evaluated by.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Version">Its version: it changes where the same track could give another result.</param>
/// <param name="Name">Its name, by language.</param>
/// <param name="Description">What it finds, by language.</param>
/// <param name="Source">The regulation that it is based on; null for none.</param>
/// <param name="Measured">What <c>measured</c> of its alerts is called, by language; null where nothing is measured.</param>
/// <param name="Limit">What <c>limit</c> of its alerts is called, by language; null where there is none.</param>
/// <param name="Reasons">Why it reports a finding: the values of <c>reason</c> of its alerts.</param>
/// <param name="Parameters">What an operator may set.</param>
/// <param name="Versions">The versions of the parameters that are configured.</param>
/// <param name="ParameterVersions">All versions that apply, in the order in which they are looked up.</param>
internal sealed record RuleView(
    string Id, int Version, Dictionary<string, string> Name, Dictionary<string, string> Description, string? Source, Dictionary<string, string>? Measured,
    Dictionary<string, string>? Limit, IReadOnlyList<RuleReasonView> Reasons, IReadOnlyList<RuleParameterView> Parameters,
    IReadOnlyList<RuleVersionView> Versions,
    IReadOnlyList<ParameterVersionView> ParameterVersions);

/// <summary>Why the rule reports a finding.</summary>
/// <param name="Code">The stable code in alerts.</param>
/// <param name="Text">What it means, by language.</param>
internal sealed record RuleReasonView(string Code, Dictionary<string, string> Text);

/// <summary>A configurable parameter of the rule.</summary>
/// <param name="Name">Its name in the settings and in alerts.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Default">The value where none is set.</param>
/// <param name="Least">The least value that may be set.</param>
/// <param name="Most">The greatest value that may be set.</param>
/// <param name="Meaning">What it means, by language.</param>
/// <param name="Source">The source of the default.</param>
internal sealed record RuleParameterView(
    string Name, string Unit, double Default, double Least, double Most, Dictionary<string, string> Meaning, string Source);

/// <summary>A configured version of the parameters.</summary>
/// <param name="From">From when on it holds, in event time; null for always.</param>
/// <param name="To">The end, excluded; null for always.</param>
/// <param name="Province">The province where it holds, six digits; null for everywhere.</param>
/// <param name="Source">Why it is set, as the operator wrote it; null for none.</param>
/// <param name="Values">The values that are set.</param>
internal sealed record RuleVersionView(Instant? From, Instant? To, string? Province, string? Source, Dictionary<string, double> Values);

/// <summary>
/// A version of the rule's parameters as alerts name it, with every value, configured or not. Of the versions that apply to an event, the first in the list
/// is used; the last holds the defaults.
/// </summary>
/// <param name="Version">The id that <c>parameters.version</c> of alerts has.</param>
/// <param name="From">From when on it holds, in event time; null for always.</param>
/// <param name="To">The end, excluded; null for always.</param>
/// <param name="Province">The province where it holds, six digits; null for everywhere.</param>
/// <param name="Source">Why it is set, as the operator wrote it; null for none.</param>
/// <param name="Values">Every parameter with its value.</param>
internal sealed record ParameterVersionView(
    string Version, Instant? From, Instant? To, string? Province, string? Source, IReadOnlyDictionary<string, double> Values);
