using System.Collections;
using System.Globalization;
using System.Reflection;
using HazmatTrack.Access.Providers;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Kafka;
using HazmatTrack.Storage.History;
using Npgsql;
using StackExchange.Redis;

namespace HazmatTrack.Server.Settings;

/// <summary>The settings in effect as text for the operator: every one with its value, and no secret.</summary>
internal static class SettingsText
{
    private const string Hidden = "***";
    private const string Embedded = "(embedded)";

    /// <summary>Substrings of the names of librdkafka settings whose values are secret.</summary>
    private static readonly string[] s_secret = ["password", "secret", "key.pem", "private", "token", "jaas", "sasl.oauthbearer.config"];

    /// <summary>Settings that the program sets from other settings.</summary>
    private static readonly string[] s_derived = [$"History:{nameof(HistoryOptions.Postgres)}", $"History:{nameof(HistoryOptions.File)}"];

    /// <summary>One line for each section, of which several options may have parts.</summary>
    public static string Describe(AllSettings settings) => string.Concat(typeof(AllSettings).GetProperties()
        .GroupBy(AllSettings.SectionOf, options => options.GetValue(settings)!)
        .Select(section => $"{Environment.NewLine}{section.Key}: {string.Join(", ", section.SelectMany(options => Pairs(section.Key, options)))}"));

    /// <summary>The name-value pairs of a section. The embedded Kafka has settings of its own: only the port of the section is in effect.</summary>
    private static IEnumerable<string> Pairs(string section, object options) => options is RuleOptions rules ? Set(rules)
        : options is IReadOnlyDictionary<string, ProviderOptions> named
            ? named.SelectMany(n => Pairs($"{section}:{n.Key}", n.Value).Select(pair => $"{n.Key}:{pair}")).DefaultIfEmpty("(default)")
        : options is KafkaOptions { BootstrapServers: "" } kafka
            ? [Embedded, $"{nameof(kafka.EmbeddedPort)}={kafka.EmbeddedPort}"] : options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => (p.CanWrite || !p.PropertyType.IsValueType) && !s_derived.Contains($"{section}:{p.Name}"))
        .Select(p => $"{p.Name}={Shown($"{section}:{p.Name}", p.GetValue(options))}");

    /// <summary>The settings that differ from a rule's defaults.</summary>
    private static IEnumerable<string> Set(RuleOptions rules) =>
        rules.Rules.SelectMany(rule => rules.VersionsOf(rule.Id).SelectMany(version => version.Values.Select(value => string.Create(
        CultureInfo.InvariantCulture,
        $"{rule.Id}:{value.Key}={value.Value}{(version.From.UnixMilliseconds == long.MinValue ? "" : $" from {version.From}")}{(version.To.UnixMilliseconds == long.MaxValue ? "" : $" to {version.To}")}{(version.Province.IsKnown ? $" in {version.Province}" : "")}"))))
        .DefaultIfEmpty("(default)");

    private static string Shown(string name, object? value) => (name, value) switch
    {
        ("Postgres:ConnectionString", string { Length: > 0 } text) => Postgres(text),
        ("Redis:ConnectionString", string { Length: > 0 } text) => Redis(text),
        ("Postgres:ConnectionString" or "Redis:ConnectionString" or "Kafka:BootstrapServers", _) when value is null or "" => Embedded,
        (_, null or "") => "(default)",
        (_, IDictionary<string, string> pairs) => $"{{{string.Join(", ", pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={(IsSecret(p.Key) ? Hidden : p.Value)}"))}}}",
        (_, string text) => text,
        (_, IEnumerable many) => $"[{string.Join(", ", many.Cast<object>().Select(m => Convert.ToString(m, CultureInfo.InvariantCulture)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsSecret(string name) => Array.Exists(s_secret, s => name.Contains(s, StringComparison.OrdinalIgnoreCase));

    /// <summary>The harmless parts of a connection string: the database's address and user.</summary>
    private static string Postgres(string text)
    {
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            return $"{parsed.Username}@{parsed.Host}:{parsed.Port}/{parsed.Database}";
        }
        catch (ArgumentException)
        {
            return Hidden;
        }
    }

    private static string Redis(string text)
    {
        try
        {
            return ConfigurationOptions.Parse(text).ToString(includePassword: false);
        }
        catch (ArgumentException)
        {
            return Hidden;
        }
    }
}
