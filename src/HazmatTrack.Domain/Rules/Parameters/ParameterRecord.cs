using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Rules.Parameters;

/// <summary>
/// What is set of one rule over event time and over provinces, apart from the rule's logic. It is kept with what was judged by it
/// (<see cref="ParameterRecordText"/>), so that a program that runs with other values finds from when on it judges otherwise.
/// </summary>
public sealed class ParameterRecord
{
    private readonly SortedDictionary<string, double> _defaults;

    /// <param name="rule">The id of the rule.</param>
    /// <param name="defaults">Every parameter of the rule with what it is where nothing is set.</param>
    /// <param name="versions">What is set; of two that apply the one for a province, then the one that came into force later, then the later in the list.</param>
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

    /// <summary>Every parameter of the rule with what it is where nothing is set.</summary>
    public IReadOnlyDictionary<string, double> Defaults => _defaults;

    /// <summary>What is set, in order of precedence; the last is the defaults and applies always.</summary>
    public IReadOnlyList<ParameterVersion> Versions { get; }

    /// <summary>The record as it is stored. Citations take no part in it.</summary>
    public string Text { get; }

    /// <summary>16 hexadecimal digits that follow from <see cref="Text"/>.</summary>
    public string Version { get; }

    /// <summary>What a finding keeps of a version.</summary>
    public AppliedParameters Applied(ParameterVersion version)
    {
        var values = new SortedDictionary<string, double>(_defaults.Keys.ToDictionary(name => name, name => ValueOf(version, name)), StringComparer.Ordinal);
        var text = string.Join('\n', values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value:R}")).Prepend(Rule));
        return new(Hash(text, 8), version.From.UnixMilliseconds == long.MinValue ? null : version.From, version.Province, values);
    }

    /// <summary>What is not set in a version is what the province-less version of the same time has, and else the default.</summary>
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
    /// From which event times on another record of the same rule has other values, the first for each province that either of them names and for everywhere
    /// else; empty where they never differ. A parameter that only one of them knows has its default in the other: who makes a number settable judges as before
    /// until it is set.
    /// </summary>
    public IEnumerable<ParameterDifference> DifferencesTo(ParameterRecord other)
    {
        var both = Versions.Concat(other.Versions).ToList();
        var times = both.SelectMany(v => new[] { v.From, v.To }).Where(t => t.UnixMilliseconds < long.MaxValue).Distinct().OrderBy(t => t.UnixMilliseconds).ToList();
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

/// <summary>That two records of parameters differ.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Province">Where; not known for everywhere that no version is for.</param>
/// <param name="From">From this event time on; the least instant for always.</param>
public readonly record struct ParameterDifference(string Rule, ProvinceCode Province, Instant From);
