using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// Section <c>Rules</c>: the parameters of the rules, <c>Rules:RULE:PARAMETER</c> for always and everywhere, <c>Rules:RULE:Versions:N:…</c> for some time
/// or province. Which rules and parameters there are follows from the rules themselves.
/// </summary>
internal sealed class RuleOptions
{
    /// <summary>The versions of parameters by rule.</summary>
    private readonly Dictionary<string, List<ParameterVersion>> _versions;

    public RuleOptions(Dictionary<string, List<ParameterVersion>> versions, RuleSet rules) => (_versions, Rules) = (versions, rules);

    /// <summary>The rules with their parameters.</summary>
    public RuleSet Rules { get; }

    /// <summary>The configured parameters of a rule, in the order of the settings.</summary>
    public IReadOnlyList<ParameterVersion> VersionsOf(string rule) => _versions.TryGetValue(rule, out var versions) ? versions : [];
}
