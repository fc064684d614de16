using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;

namespace HazmatTrack.Server.Settings;

/// <summary>Reads the settings of the rules. An unknown rule or parameter is an error, like any other unknown setting.</summary>
internal sealed class RuleSettingsReader(RuleCatalog catalog, Func<IEnumerable<string>, string, string?> nearest, List<LocalText> errors)
{
    private const string Versions = "Versions";

    private static readonly string[] s_ofVersion = ["From", "To", "Province", "Source"];

    /// <summary>Names of earlier versions, with their present names.</summary>
    private static readonly Dictionary<string, (string Rule, string Parameter)> s_earlier = new(StringComparer.OrdinalIgnoreCase)
    {
        ["RouteUncertaintyMetres"] = ("off-route", "UncertaintyMetres"),
        ["RouteConfirmFixes"] = ("off-route", "ConfirmFixes"),
        ["RouteConfirmTime"] = ("off-route", "ConfirmSeconds"),
        ["RouteReturnFixes"] = ("off-route", "ReturnFixes"),
    };

    public RuleOptions Read(IConfigurationSection section)
    {
        var versions = new Dictionary<string, List<ParameterVersion>>(StringComparer.Ordinal);
        foreach (var child in section.GetChildren())
        {
            if (s_earlier.TryGetValue(child.Key, out var now) && catalog.Find(now.Rule) is { } renamed)
            {
                Add(versions, renamed, new() { Values = ValuesOf(renamed, [(now.Parameter, child)]) });
            }
            else if (catalog.Definitions.FirstOrDefault(rule => rule.Id.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } rule)
            {
                ReadRule(versions, rule, child);
            }
            else
            {
                var meant = Meant(catalog.Ids, child.Key, section.Path);
                errors.Add(new(
                    $"没有名为 {child.Path} 的规则。{meant.Chinese}已有的规则：{string.Join("、", catalog.Ids)}。",
                    $"{child.Path} is no rule.{meant.English} There are {string.Join(", ", catalog.Ids)}."));
            }
        }

        try
        {
            return new(versions, catalog.With(id => versions.GetValueOrDefault(id) ?? []));
        }
        catch (ArgumentException e)
        {
            errors.Add(new($"{section.Path}：参数有误（{e.Message}）。", $"{section.Path}: {e.Message}"));
            return new(versions, catalog.With(_ => []));
        }
    }

    private static void Add(Dictionary<string, List<ParameterVersion>> versions, RuleDefinition rule, ParameterVersion version)
    {
        if (!versions.TryGetValue(rule.Id, out var of))
        {
            versions.Add(rule.Id, of = []);
        }

        of.Add(version);
    }

    private void ReadRule(Dictionary<string, List<ParameterVersion>> versions, RuleDefinition rule, IConfigurationSection section)
    {
        var always = section.GetChildren().Where(c => !c.Key.Equals(Versions, StringComparison.OrdinalIgnoreCase)).Select(c => (c.Key, c)).ToList();
        if (always.Count > 0)
        {
            Add(versions, rule, new() { Values = ValuesOf(rule, always) });
        }

        foreach (var version in section.GetSection(Versions).GetChildren())
        {
            var own = version.GetChildren().Where(c => !s_ofVersion.Contains(c.Key, StringComparer.OrdinalIgnoreCase)).Select(c => (c.Key, c));
            var (from, to) = (TimeOf(version.GetSection("From")) ?? new(long.MinValue), TimeOf(version.GetSection("To")) ?? new(long.MaxValue));
            if (to <= from)
            {
                errors.Add(new(
                    $"{version.Path}：To 不晚于 From，该版本永远不会生效。", $"{version.Path}: To is not after From, so the version would never be in force."));
            }

            Add(versions, rule, new()
            {
                From = from,
                To = to,
                Province = ProvinceOf(version.GetSection("Province")),
                Source = version["Source"],
                Values = ValuesOf(rule, own),
            });
        }
    }

    private Dictionary<string, double> ValuesOf(RuleDefinition rule, IEnumerable<(string Name, IConfigurationSection Given)> given)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, setting) in given)
        {
            if (rule.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } parameter)
            {
                var meant = Meant(rule.Parameters.Select(p => p.Name), name, setting.Path[..setting.Path.LastIndexOf(':')]);
                errors.Add(new($"没有名为 {setting.Path} 的设置。{meant.Chinese}", $"{setting.Path} is not a setting.{meant.English}"));
            }
            else if (NumberOf(setting.Value, parameter) is { } value)
            {
                values[parameter.Name] = value;
            }
            else
            {
                var unit = parameter.IsCount ? "" : parameter.Unit;
                errors.Add(new(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{setting.Path}：'{setting.Value}' 不是 {parameter.Least} 至 {parameter.Most} 的{(parameter.IsCount ? "整数" : $"数（{unit}）")}。"),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{setting.Path}: '{setting.Value}' is not {(parameter.IsCount ? "a whole number" : "a number")} from {parameter.Least} to {parameter.Most}{(parameter.IsCount ? "" : $" ({unit})")}.")));
            }
        }

        return values;
    }

    /// <summary>The number of a setting; seconds may also be written as a time span.</summary>
    private static double? NumberOf(string? text, RuleParameter parameter)
    {
        double? value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : parameter.Unit == "s" && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span.TotalSeconds
            : null;
        return value is { } read && parameter.Takes(read) ? read : null;
    }

    private Instant? TimeOf(IConfigurationSection setting)
    {
        if (setting.Value is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return Instant.From(time);
        }

        errors.Add(new(
            $"{setting.Path}：'{text}' 不是时刻，如 2026-12-01T00:00:00+08:00。", $"{setting.Path}: '{text}' is not an instant such as 2026-12-01T00:00:00+08:00."));
        return null;
    }

    private ProvinceCode ProvinceOf(IConfigurationSection setting)
    {
        if (setting.Value is not { Length: > 0 } text)
        {
            return ProvinceCode.None;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 110000 and <= 820000)
        {
            return new(number);
        }

        errors.Add(new(
            $"{setting.Path}：'{text}' 不是省级行政区划代码，如 310000。", $"{setting.Path}: '{text}' is not the code of a province, such as 310000."));
        return ProvinceCode.None;
    }

    private LocalText Meant(IEnumerable<string> names, string name, string section) =>
        nearest(names, name) is { } meant ? new($"是否指 {section}:{meant}？", $" Did you mean {section}:{meant}?") : new("", "");
}
