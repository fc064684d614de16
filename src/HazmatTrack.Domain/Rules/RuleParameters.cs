using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// The parameters of one rule as the rule book has them over event time and over provinces: what judged an event in March is what held in March, however
/// late it is judged.
/// </summary>
public sealed class RuleParameters
{
    /// <param name="rule">Whose.</param>
    /// <param name="versions">What is set; of two that apply the one for a province, then the one that came into force later, then the later in the list.</param>
    /// <exception cref="ArgumentException">A version sets what the rule does not have, or a value out of bounds.</exception>
    public RuleParameters(RuleDefinition rule, IEnumerable<ParameterVersion> versions)
    {
        Record = new(rule.Id, rule.Parameters.Select(p => new KeyValuePair<string, double>(p.Name, p.Default)), versions);
        foreach (var (name, value) in Record.Versions.SelectMany(version => version.Values))
        {
            var parameter = rule.Parameters.FirstOrDefault(p => p.Name == name)
                ?? throw new ArgumentException($"{name} is no parameter of the rule {rule.Id}.", nameof(versions));
            if (!parameter.Takes(value))
            {
                throw new ArgumentException($"{name} of the rule {rule.Id} is {value}, which is not from {parameter.Least} to {parameter.Most}.", nameof(versions));
            }
        }
    }

    /// <summary>What is set, apart from the rule's logic.</summary>
    public ParameterRecord Record { get; }

    /// <summary>The defaults alone.</summary>
    public static RuleParameters DefaultsOf(RuleDefinition rule) => new(rule, []);

    /// <summary>The versions as a rule reads them, each made once.</summary>
    /// <param name="read">Makes the rule's own settings of the values by name.</param>
    public RuleParameters<T> As<T>(Func<Func<string, double>, T> read) =>
        new([.. Record.Versions.Select(v => (v, new InForce<T>(read(name => Record.ValueOf(v, name)), Record.Applied(v))))]);
}

/// <summary>The parameters of a rule in its own form.</summary>
public sealed class RuleParameters<T>
{
    private readonly (ParameterVersion Version, InForce<T> InForce)[] _versions;

    internal RuleParameters((ParameterVersion, InForce<T>)[] versions) => _versions = versions;

    /// <summary>What holds at an event time in a province.</summary>
    public T At(Instant time, ProvinceCode province) => InForceAt(time, province).Settings;

    /// <summary>The same with the version that a finding keeps in <see cref="Finding.Parameters"/>.</summary>
    public InForce<T> InForceAt(Instant time, ProvinceCode province)
    {
        foreach (ref readonly var item in _versions.AsSpan())
        {
            if (item.Version.AppliesAt(time, province))
            {
                return item.InForce;
            }
        }

        throw new InvalidOperationException("The version of the defaults applies always.");
    }
}

/// <summary>The parameters of a rule that are in force at an event time in a province.</summary>
/// <param name="Settings">In the rule's own form.</param>
/// <param name="Applied">As a finding keeps them.</param>
public sealed record InForce<T>(T Settings, AppliedParameters Applied);
