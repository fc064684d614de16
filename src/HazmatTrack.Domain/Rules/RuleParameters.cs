using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// The parameters of one rule as the rule book has them over event time and over provinces: what judged an event in March is what held in March, however
/// late it is judged.
/// </summary>
public sealed class RuleParameters
{
    private readonly RuleDefinition _rule;
    private readonly ParameterVersion[] _versions;

    /// <param name="rule">Whose.</param>
    /// <param name="versions">What is set; of two that apply the one for a province, then the one that came into force later, then the later in the list.</param>
    /// <exception cref="ArgumentException">A version sets what the rule does not have, or a value out of bounds.</exception>
    public RuleParameters(RuleDefinition rule, IEnumerable<ParameterVersion> versions)
    {
        _rule = rule;
        _versions = [.. versions.Prepend(new()).Index().OrderByDescending(v => v.Item.Province.IsKnown).ThenByDescending(v => v.Item.From.UnixMilliseconds)
            .ThenByDescending(v => v.Index).Select(v => v.Item)];
        foreach (var version in _versions)
        {
            foreach (var (name, value) in version.Values)
            {
                var parameter = rule.Parameters.FirstOrDefault(p => p.Name == name)
                    ?? throw new ArgumentException($"{name} is no parameter of the rule {rule.Id}.", nameof(versions));
                if (!parameter.Takes(value))
                {
                    throw new ArgumentException($"{name} of the rule {rule.Id} is {value}, which is not from {parameter.Least} to {parameter.Most}.", nameof(versions));
                }
            }
        }
    }

    /// <summary>The defaults alone.</summary>
    public static RuleParameters DefaultsOf(RuleDefinition rule) => new(rule, []);

    /// <summary>The versions as a rule reads them, each made once.</summary>
    /// <param name="read">Makes the rule's own settings of the values by name.</param>
    public RuleParameters<T> As<T>(Func<Func<string, double>, T> read) => new([.. _versions.Select(v => (v, read(name => ValueOf(v, name))))]);

    /// <summary>What is not set in a version is what the province-less version of the same time has, and else the default.</summary>
    private double ValueOf(ParameterVersion version, string name)
    {
        if (version.Values.TryGetValue(name, out var value))
        {
            return value;
        }

        var below = version.Province.IsKnown
            ? Array.Find(_versions, v => !v.Province.IsKnown && v.AppliesAt(version.From) && v.Values.ContainsKey(name))
            : null;
        return below?.Values[name] ?? _rule.Parameters.First(p => p.Name == name).Default;
    }
}

/// <summary>The parameters of a rule in its own form.</summary>
public sealed class RuleParameters<T>
{
    private readonly (ParameterVersion Version, T Settings)[] _versions;

    internal RuleParameters((ParameterVersion, T)[] versions) => _versions = versions;

    /// <summary>What holds at an event time in a province.</summary>
    public T At(Instant time, ProvinceCode province)
    {
        foreach (ref readonly var item in _versions.AsSpan())
        {
            if (item.Version.AppliesAt(time) && (!item.Version.Province.IsKnown || item.Version.Province == province))
            {
                return item.Settings;
            }
        }

        throw new InvalidOperationException("The version of the defaults applies always.");
    }
}

/// <summary>Values of some parameters of a rule, for some time and perhaps for one province; the default value is the defaults.</summary>
public sealed record ParameterVersion
{
    /// <summary>From when on it is in force, in event time, included.</summary>
    public Instant From { get; init; } = new(long.MinValue);

    /// <summary>Until when, excluded.</summary>
    public Instant To { get; init; } = new(long.MaxValue);

    /// <summary>Where; not known for everywhere.</summary>
    public ProvinceCode Province { get; init; }

    /// <summary>The regulation or order that says so.</summary>
    public string? Source { get; init; }

    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public bool AppliesAt(Instant time) => time >= From && time < To;
}
