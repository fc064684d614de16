using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// The parameters of one rule over event time and over provinces: an event in March is evaluated with the parameters of March, however
/// late it is evaluated.
/// </summary>
public sealed class RuleParameters
{
    /// <param name="versions">
    /// The configured versions; of two that apply the one for a province, then the one that came into force later, then the later in the list.
    /// </param>
    /// <exception cref="ArgumentException">A version sets a parameter that the rule does not have, or a value out of bounds.</exception>
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

    /// <summary>The configured parameters, apart from the rule's logic.</summary>
    public ParameterRecord Record { get; }

    /// <summary>The defaults alone.</summary>
    public static RuleParameters DefaultsOf(RuleDefinition rule) => new(rule, []);

    /// <summary>The versions in the rule's own form, each created once.</summary>
    /// <param name="read">Creates the rule's own settings from the values by name.</param>
    public RuleParameters<T> As<T>(Func<Func<string, double>, T> read) =>
        new([.. Record.Versions.Select(v => (v, new InForce<T>(read(name => Record.ValueOf(v, name)), Record.Applied(v))))]);
}

/// <summary>The parameters of a rule in its own form.</summary>
public sealed class RuleParameters<T>
{
    private readonly (ParameterVersion Version, InForce<T> InForce)[] _versions;

    internal RuleParameters((ParameterVersion, InForce<T>)[] versions) => _versions = versions;

    /// <summary>The parameters in force at an event time in a province.</summary>
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
