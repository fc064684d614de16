using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Parameters;

/// <summary>
/// The parameters of one rule over event time and over provinces, apart from the rule's logic. It is stored with what was evaluated by it
/// (<see cref="ParameterRecordText"/>), so that a program that runs with other values finds from when on its results differ.
/// </summary>
public sealed class ParameterRecord
{
    private readonly SortedDictionary<string, double> _defaults;

    /// <param name="defaults">Every parameter of the rule with its value where nothing is set.</param>
    /// <param name="versions">
    /// The configured versions; of two that apply the one for a province, then the one that came into force later, then the later in the list.
    /// </param>
    public ParameterRecord(string rule, IEnumerable<KeyValuePair<string, double>> defaults, IEnumerable<ParameterVersion> versions)
    {
        Rule = rule;
        _defaults = new(defaults.ToDictionary(), StringComparer.Ordinal);
        Versions =
        [
            .. versions.Prepend(new()).Index().OrderByDescending(v => v.Item.Province.IsKnown).ThenByDescending(v => v.Item.From.UnixMilliseconds)
                .ThenByDescending(v => v.Index).Select(v => v.Item),
        ];
        Text = ParameterRecordText.Write(this);
        Version = Hash(Text, 16);
    }

    /// <summary>The id of the rule.</summary>
    public string Rule { get; }

    /// <summary>Every parameter of the rule with its value where nothing is set.</summary>
    public IReadOnlyDictionary<string, double> Defaults => _defaults;

    /// <summary>The versions in order of precedence; the last is the defaults and applies always.</summary>
    public IReadOnlyList<ParameterVersion> Versions { get; }

    /// <summary>The record as it is stored. Citations are not part of it.</summary>
    public string Text { get; }

    /// <summary>16 hexadecimal digits that follow from <see cref="Text"/>.</summary>
    public string Version { get; }

    /// <summary>A version in the form that a finding keeps.</summary>
    public AppliedParameters Applied(ParameterVersion version)
    {
        var values = new SortedDictionary<string, double>(_defaults.Keys.ToDictionary(name => name, name => ValueOf(version, name)), StringComparer.Ordinal);
        var text = string.Join('\n', values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value:R}")).Prepend(Rule));
        return new(Hash(text, 8), version.From.UnixMilliseconds == long.MinValue ? null : version.From, version.Province, values);
    }

    /// <summary>The value of a parameter; where a version does not set it, that of the province-less version of the same time, and else the default.</summary>
    public double ValueOf(ParameterVersion version, string name)
    {
        if (version.Values.TryGetValue(name, out var value))
        {
            return value;
        }

        var below = version.Province.IsKnown
            ? Versions.FirstOrDefault(v => !v.Province.IsKnown && v.AppliesAt(version.From) && v.Values.ContainsKey(name))
            : null;
        return below?.Values[name] ?? _defaults[name];
    }

    /// <summary>
    /// The event times from which on another record of the same rule has other values, the first for each province that either of them names and for
    /// everywhere else; empty where they never differ. A parameter that only one of them knows has its default in the other: making a number settable changes
    /// no result until it is set.
    /// </summary>
    public IEnumerable<ParameterDifference> DifferencesTo(ParameterRecord other)
    {
        var both = Versions.Concat(other.Versions).ToList();
        var times = both.SelectMany(v => new[] { v.From, v.To })
            .Where(t => t.UnixMilliseconds < long.MaxValue).Distinct().OrderBy(t => t.UnixMilliseconds).ToList();
        foreach (var province in both.Select(v => v.Province).Distinct().OrderBy(p => p.Number))
        {
            foreach (var time in times)
            {
                if (Differ(this, other, time, province))
                {
                    yield return new(Rule, province, time);
                    break;
                }
            }
        }
    }

    private static bool Differ(ParameterRecord a, ParameterRecord b, Instant time, ProvinceCode province)
    {
        var (inA, inB) = (a.InForceAt(time, province), b.InForceAt(time, province));
        return a.Defaults.Keys.Union(b.Defaults.Keys).Any(name => Value(a, inA, b, name) != Value(b, inB, a, name));

        static double Value(ParameterRecord of, ParameterVersion inForce, ParameterRecord other, string name) =>
            of.Defaults.ContainsKey(name) ? of.ValueOf(inForce, name) : other.Defaults[name];
    }

    private static string Hash(string text, int digits) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..digits];

    private ParameterVersion InForceAt(Instant time, ProvinceCode province) => Versions.First(v => v.AppliesAt(time, province));
}

/// <summary>A difference between two records of parameters.</summary>
/// <param name="Province">The province; not known for everywhere that no version is for.</param>
/// <param name="From">The event time from which on they differ; the least instant for always.</param>
public readonly record struct ParameterDifference(string Rule, ProvinceCode Province, Instant From);
