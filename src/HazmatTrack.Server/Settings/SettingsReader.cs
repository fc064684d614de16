using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Reads sections into options and checks them all at start: a name nobody knows is an error, since a misspelt setting would silently be
/// the default.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    public T Read<T>(string section)
        where T : class, new()
    {
        var options = new T();
        var from = configuration.GetSection(section);
        CheckNames<T>(section, from);
        try
        {
            from.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            _errors.Add($"Section {section}: {(e.InnerException ?? e).Message} {e.Message}");
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        _errors.AddRange(results.Select(r => $"{section}:{string.Join(',', r.MemberNames)}: {r.ErrorMessage}"));
        return options;
    }

    /// <exception cref="SettingsException">Something was wrong in what has been read; the message tells all of it.</exception>
    public void Check()
    {
        if (_errors.Count > 0)
        {
            throw new SettingsException(string.Join(Environment.NewLine, _errors));
        }
    }

    private void CheckNames<T>(string section, IConfigurationSection from)
    {
        string[] known = [.. typeof(T).GetProperties().Where(p => p.CanWrite || !p.PropertyType.IsValueType).Select(p => p.Name)];
        foreach (var child in from.GetChildren().Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            var nearest = known.MinBy(k => Distance(k.ToUpperInvariant(), child.Key.ToUpperInvariant()))!;
            var hint = Distance(nearest.ToUpperInvariant(), child.Key.ToUpperInvariant()) <= 3 ? $" Did you mean {section}:{nearest}?" : "";
            _errors.Add($"{section}:{child.Key} is not a setting.{hint}");
        }
    }

    /// <summary>How many letters must be changed, added or taken out.</summary>
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

/// <summary>The settings cannot be used; the message says which and why.</summary>
internal sealed class SettingsException(string message) : Exception(message);
