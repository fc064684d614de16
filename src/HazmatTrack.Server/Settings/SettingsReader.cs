using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Reads sections into options and checks all of them at start: an unknown name is an error, since a misspelt setting would silently keep its default.
/// </summary>
internal sealed partial class SettingsReader(IConfiguration configuration)
{
    /// <summary>Sections that the host reads by itself.</summary>
    private static readonly string[] s_host =
        ["Logging", "Environment", "ContentRoot", "ApplicationName", "AllowedHosts", "Kestrel", "Orleans", "ShutdownTimeoutSeconds"];

    private readonly List<LocalText> _errors = [];
    private readonly List<string> _sections = [];

    /// <summary>What each section holds, and the names that its options have. Several options may share a section.</summary>
    private readonly Dictionary<string, (IConfigurationSection Values, HashSet<string> Known)> _names = [];

    /// <param name="earlier">The section's name in earlier versions, whose values count where the section has none; null where it has had no other.</param>
    public T Read<T>(string section, string? earlier = null)
        where T : class, new()
    {
        var options = new T();
        var from = earlier is null ? configuration.GetSection(section) : Renamed(section, earlier);
        Know<T>(section, from);
        var faulty = CheckValues<T>(from);
        new ConfigurationBuilder()
            .AddInMemoryCollection(from.AsEnumerable(makePathsRelative: true).Where(p => p.Value is not null && !faulty.Contains(p.Key.Split(':')[0])))
            .Build().Bind(options);
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        _errors.AddRange(results.Select(r => FaultOf<T>(section, r)));
        return options;
    }

    /// <summary>Reads a section of which each part has a name that the deployment chooses, and the same settings.</summary>
    /// <param name="section">The section, such as <c>SignIn</c> of <c>SignIn:jiangsu:Authority</c>.</param>
    public IReadOnlyDictionary<string, T> ReadNamed<T>(string section)
        where T : class, new()
    {
        _sections.Add(section);
        var named = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var part in configuration.GetSection(section).GetChildren())
        {
            if (!SettingName().IsMatch(part.Key))
            {
                _errors.Add(new($"{part.Path}：名称由字母、数字和连字符组成，最多 32 个字符。", $"{part.Path}: a name has letters, digits and hyphens, 32 at most."));
            }
            else if (part.Value is not null)
            {
                _errors.Add(new(
                    $"{part.Path}：'{part.Key}' 不是带有设置的名称；请写成 {section}:NAME:{part.Key}，如 {section}:main:{part.Key}。",
                    $"{part.Path}: '{part.Key}' is no name with settings; give each as {section}:NAME:{part.Key}, such as {section}:main:{part.Key}."));
            }
            else
            {
                named.Add(part.Key.ToLowerInvariant(), Read<T>(part.Path));
            }
        }

        return named;
    }

    private static LocalText FaultOf<T>(string section, ValidationResult result)
    {
        var name = $"{section}:{string.Join(',', result.MemberNames)}";
        var chinese = result is LocalFault fault
            ? fault.Text.Chinese
            : result.MemberNames.Select(m => typeof(T).GetProperty(m)?.GetCustomAttribute<ChineseFaultAttribute>()?.Text).FirstOrDefault(t => t is not null)
                ?? $"值无效（{result.ErrorMessage}）。";
        return new($"{name}：{chinese}", $"{name}: {result.ErrorMessage}");
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
    private static partial Regex SettingName();

    private IConfigurationSection Renamed(string section, string earlier)
    {
        var old = configuration.GetSection(earlier);
        if (!old.GetChildren().Any())
        {
            return configuration.GetSection(section);
        }

        _sections.Add(earlier);
        return new ConfigurationBuilder().AddInMemoryCollection(Values(old)).AddInMemoryCollection(Values(configuration.GetSection(section)))
            .Build().GetSection(section);

        IEnumerable<KeyValuePair<string, string?>> Values(IConfigurationSection from) =>
            from.AsEnumerable(makePathsRelative: true).Where(p => p.Value is not null).Select(p => KeyValuePair.Create($"{section}:{p.Key}", p.Value));
    }

    /// <summary>Reads the section of the rules, whose names follow from the rules that the program has.</summary>
    public RuleOptions ReadRules(string section, RuleCatalog catalog)
    {
        _sections.Add(section);
        return new RuleSettingsReader(catalog, Nearest, _errors).Read(configuration.GetSection(section));
    }

    /// <summary>
    /// Call this after the last section: a setting of any other name or in any other section is an error. The environment contains many variables that
    /// are not meant for this program.
    /// </summary>
    public void CheckSections(IEnumerable<IConfigurationProvider> given)
    {
        CheckNames();
        CheckLogLevels(configuration.GetSection("Logging"));
        CheckEndpoints(configuration.GetSection("Kestrel:Endpoints"));
        var meant = given.Where(
            p => p is not EnvironmentVariablesConfigurationProvider and not MemoryConfigurationProvider and not ChainedConfigurationProvider)
            .SelectMany(p => p.GetChildKeys([], null)).Distinct(StringComparer.OrdinalIgnoreCase);
        var misspelt = configuration.GetChildren().Where(c => c.GetChildren().Any()).Select(c => c.Key).Where(k => Nearest(_sections, k) is not null);
        string[] known = [.. _sections, .. s_host];
        foreach (var key in meant.Union(misspelt, StringComparer.OrdinalIgnoreCase).Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)))
        {
            var (chinese, english) = Nearest(_sections, key) is { } near
                ? ($"是否指 {near}？", $"Did you mean {near}?")
                : ($"已有的节：{string.Join("、", _sections)}。", $"There are {string.Join(", ", _sections)}.");
            _errors.Add(new($"没有名为 {key} 的设置节。{chinese}", $"{key} is no section of settings. {english}"));
        }
    }

    /// <exception cref="SettingsException">A setting was wrong; the message lists all faults.</exception>
    public void Check()
    {
        if (_errors.Count > 0)
        {
            throw SettingsException.From(_errors);
        }
    }

    /// <summary>Checks settings that the host reads by itself: it refuses them as well, but with a stack trace.</summary>
    private void CheckLogLevels(IConfigurationSection logging)
    {
        foreach (var level in logging.GetChildren().SelectMany(c => c.GetChildren().Prepend(c))
            .Where(c => c.Key.Equals("LogLevel", StringComparison.OrdinalIgnoreCase)).SelectMany(c => c.GetChildren()))
        {
            if (level.Value is { } text && !Enum.TryParse<LogLevel>(text, ignoreCase: true, out _))
            {
                var levels = Enum.GetNames<LogLevel>();
                _errors.Add(new(
                    $"{level.Path}：'{text}' 不是 {string.Join("、", levels)} 之一。", $"{level.Path}: '{text}' is not one of {string.Join(", ", levels)}."));
            }
        }
    }

    /// <summary>The web server's own settings would open the program to others past every check.</summary>
    private void CheckEndpoints(IConfigurationSection endpoints)
    {
        foreach (var endpoint in endpoints.GetChildren())
        {
            _errors.Add(new(
                $"{endpoint.Path}：程序只在 Server:Port 和 Outside:Listen 指定之处监听。请改用这两项。",
                $"{endpoint.Path}: the program listens where Server:Port and Outside:Listen say, and nowhere else. Set these instead."));
        }
    }

    private void Know<T>(string section, IConfigurationSection from)
    {
        if (!_names.TryGetValue(section, out var names))
        {
            if (!section.Contains(':', StringComparison.Ordinal))
            {
                _sections.Add(section);
            }

            _names.Add(section, names = (from, new(StringComparer.OrdinalIgnoreCase)));
        }

        names.Known.UnionWith(typeof(T).GetProperties().Where(p => p.CanWrite || !p.PropertyType.IsValueType).Select(p => p.Name));
    }

    private void CheckNames()
    {
        foreach (var (section, (values, known)) in _names)
        {
            foreach (var child in values.GetChildren().Where(c => !known.Contains(c.Key)))
            {
                var meant = Nearest(known, child.Key);
                _errors.Add(new(
                    $"没有名为 {section}:{child.Key} 的设置。{(meant is null ? "" : $"是否指 {section}:{meant}？")}",
                    $"{section}:{child.Key} is not a setting.{(meant is null ? "" : $" Did you mean {section}:{meant}?")}"));
            }
        }
    }

    /// <summary>
    /// Records the values that do not fit their properties, and returns the names of these: the rest is bound without them, to find further faults.
    /// </summary>
    private HashSet<string> CheckValues<T>(IConfigurationSection from)
    {
        var faulty = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite || !p.PropertyType.IsValueType))
        {
            if (SettingValue.Fault(property, from.GetSection(property.Name)) is { } fault)
            {
                _errors.Add(fault);
                faulty.Add(property.Name);
            }
        }

        return faulty;
    }

    /// <summary>The name that was probably meant: at most three letters differ, and at most half of them.</summary>
    private static string? Nearest(IEnumerable<string> names, string name) => names
        .Select(n => (Name: n, Off: Distance(n.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(n => n.Off <= 3 && n.Off * 2 <= n.Name.Length)
        .OrderBy(n => n.Off)
        .Select(n => n.Name)
        .FirstOrDefault();

    /// <summary>The number of letters that must be changed, added or removed.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
