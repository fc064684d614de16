using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Domain.Rules;

/// <summary>The rules that a program has.</summary>
public sealed class RuleCatalog
{
    private readonly Dictionary<string, RuleDefinition> _byId;

    /// <exception cref="ArgumentException">Two rules have one id.</exception>
    public RuleCatalog(IReadOnlyList<RuleDefinition> definitions)
    {
        Definitions = definitions;
        _byId = definitions.ToDictionary(rule => rule.Id, StringComparer.Ordinal);
        Ids = [.. definitions.Select(rule => rule.Id)];
    }

    public IReadOnlyList<RuleDefinition> Definitions { get; }

    /// <summary>The ids of all rules that alerts can be searched by.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The rule of an id; null for one that this program does not have, such as that of an alert which a newer one raised.</summary>
    public RuleDefinition? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Creates the rules with their parameters.</summary>
    /// <param name="versions">The versions of a rule's parameters, by its id.</param>
    /// <exception cref="ArgumentException">A version sets a parameter that its rule does not have, or a value out of bounds.</exception>
    public RuleSet With(Func<string, IEnumerable<ParameterVersion>> versions)
    {
        var rules = Definitions.Where(rule => rule.Create is not null).Select(rule => (rule, Parameters: new RuleParameters(rule, versions(rule.Id)))).ToList();
        return RuleSet.From([.. rules.Select(r => r.rule.Create!(r.Parameters))]).With(rules.ConvertAll(r => r.Parameters.Record));
    }
}
