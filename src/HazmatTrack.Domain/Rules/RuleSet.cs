using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Domain.Rules;

/// <summary>The rules of a program, in the order they are evaluated; immutable, one for all vehicles of a process.</summary>
[CollectionBuilder(typeof(RuleSet), nameof(From))]
public sealed class RuleSet : IReadOnlyList<IRule>
{
    /// <summary>The most rules: a subset is a mask of 64 bits.</summary>
    public const int Most = 64;

    public static readonly RuleSet Empty = new([], []);

    private readonly IRule[] _rules;
    private readonly IRule[] _ofFixes;
    private readonly IRule[] _ofReports;
    private readonly IRule[] _ofTime;
    private readonly ConcurrentDictionary<ulong, RuleSet> _subsets = [];

    private RuleSet(IRule[] rules, IReadOnlyList<ParameterRecord> parameters)
    {
        (_rules, Parameters) = (rules, parameters);
        _ofFixes = [.. rules.Where(rule => rule.Inputs.HasFlag(RuleInputs.Fixes))];
        _ofReports = [.. rules.Where(rule => rule.Inputs.HasFlag(RuleInputs.Reports))];
        _ofTime = [.. rules.Where(rule => rule.Inputs.HasFlag(RuleInputs.Time))];
    }

    public int Count => _rules.Length;

    /// <summary>The rules that evaluate accepted fixes.</summary>
    public ReadOnlySpan<IRule> OfFixes => _ofFixes;

    /// <summary>The rules that evaluate every report.</summary>
    public ReadOnlySpan<IRule> OfReports => _ofReports;

    /// <summary>The rules that evaluate the passing of time.</summary>
    public ReadOnlySpan<IRule> OfTime => _ofTime;

    /// <summary>Their parameters; empty where the rules were not created by a <see cref="RuleCatalog"/>.</summary>
    public IReadOnlyList<ParameterRecord> Parameters { get; }

    public IRule this[int index] => _rules[index];

    /// <exception cref="ArgumentException">Two rules have one id, or there are more than <see cref="Most"/>.</exception>
    public static RuleSet From(ReadOnlySpan<IRule> rules)
    {
        var all = rules.ToArray();
        if (all.Length > Most)
        {
            throw new ArgumentException($"{all.Length} rules are more than {Most}.", nameof(rules));
        }

        return all.GroupBy(rule => rule.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new ArgumentException($"Two rules have the id '{twice.Key}'.", nameof(rules))
            : new(all, []);
    }

    /// <summary>The same rules, with their parameters.</summary>
    public RuleSet With(IReadOnlyList<ParameterRecord> parameters) => new(_rules, parameters);

    /// <summary>
    /// The times and provinces from which on these rules differ from an earlier record of the parameters of one of them; empty where they never do.
    /// </summary>
    /// <param name="judgedBy">The earlier record. That of a rule that is not here gives no difference: its alerts stay as they are.</param>
    public IEnumerable<ParameterDifference> DifferencesTo(ParameterRecord judgedBy)
    {
        var (rule, parameters) = (Find(judgedBy.Rule), Parameters.FirstOrDefault(p => p.Rule == judgedBy.Rule));
        return rule is null || parameters is null
            ? []
            : judgedBy.DifferencesTo(parameters).Select(d => d with { From = Instant.Later(d.From, rule.EffectiveFrom ?? d.From) });
    }

    /// <summary>The rule of an id; null where there is none.</summary>
    public IRule? Find(string id) => Array.Find(_rules, rule => rule.Id == id);

    /// <summary>A subset of the rules: the same object for the same subset, and this one for all.</summary>
    public RuleSet Only(Func<IRule, bool> wanted)
    {
        var mask = 0UL;
        for (var i = 0; i < _rules.Length; i++)
        {
            mask |= wanted(_rules[i]) ? 1UL << i : 0;
        }

        return mask == (_rules.Length == Most ? ulong.MaxValue : (1UL << _rules.Length) - 1)
            ? this
            : _subsets.GetOrAdd(mask, m => new([.. _rules.Where((_, i) => (m & (1UL << i)) != 0)], Parameters));
    }

    public IEnumerator<IRule> GetEnumerator() => _rules.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
