using System.Globalization;

namespace HazmatTrack.Deployment.Tests.Compose;

/// <summary>What Docker Compose makes of one or several of its files.</summary>
/// <param name="Folder">Where the first file lies: paths are relative to it.</param>
/// <param name="Root">The merged content.</param>
internal sealed record ComposeProject(string Folder, Dictionary<string, object?> Root)
{
    public IReadOnlyDictionary<string, ComposeService> Services { get; } =
        Section(Root, "services").ToDictionary(s => s.Key, s => new ComposeService(s.Key, (Dictionary<string, object?>)s.Value!));

    /// <summary>The services that run the program.</summary>
    public IEnumerable<ComposeService> Programs => OfImage.Where(s => !IsMigration(s));

    /// <summary>The service that migrates the database before them.</summary>
    public ComposeService Migration => OfImage.Single(IsMigration);

    /// <summary>The role that it gives the rights of the program.</summary>
    public string? Role => Migration.Texts("command").SkipWhile(a => a != "--role").ElementAtOrDefault(1);

    private IEnumerable<ComposeService> OfImage =>
        Services.Values.Where(s => s.Text("image")?.StartsWith("hazmattrack:", StringComparison.Ordinal) == true);

    /// <param name="folder">Where the files lie.</param>
    /// <param name="variables">The values of variables.</param>
    /// <param name="texts">The files, in order.</param>
    public static ComposeProject Read(string folder, IReadOnlyDictionary<string, string> variables, params string[] texts)
    {
        var root = Yaml.Read(texts[0], variables);
        foreach (var text in texts.Skip(1))
        {
            root = Merge(root, Yaml.Read(text, variables));
        }

        return new(folder, root);
    }

    /// <summary>The names that are defined at the top, such as those of secrets.</summary>
    public Dictionary<string, object?> Defined(string section) => Section(Root, section);

    /// <summary>The path of the file behind a secret or a config; null where it has none.</summary>
    public string? FileOf(string section, string name) =>
        (Defined(section).GetValueOrDefault(name) as Dictionary<string, object?>)?.GetValueOrDefault("file") is string file
            ? Path.GetFullPath(Path.Combine(Folder, file)) : null;

    /// <summary>A span of time, such as 2m or 1m30s.</summary>
    public static TimeSpan Span(string text)
    {
        var (all, number) = (TimeSpan.Zero, "");
        foreach (var letter in text)
        {
            if (char.IsDigit(letter))
            {
                number += letter;
                continue;
            }

            var value = int.Parse(number, CultureInfo.InvariantCulture);
            all += letter switch
            {
                'h' => TimeSpan.FromHours(value),
                'm' => TimeSpan.FromMinutes(value),
                's' => TimeSpan.FromSeconds(value),
                _ => throw new FormatException($"'{text}' is no span of time."),
            };
            number = "";
        }

        return number == "" ? all : throw new FormatException($"'{text}' has a number without a unit.");
    }

    private static bool IsMigration(ComposeService service) => service.Texts("command").FirstOrDefault() == "migrate";

    private static Dictionary<string, object?> Section(Dictionary<string, object?> root, string name) =>
        root.GetValueOrDefault(name) as Dictionary<string, object?> ?? [];

    /// <summary>Mappings are merged, lists are appended, texts are replaced, unless a tag says otherwise.</summary>
    private static Dictionary<string, object?> Merge(Dictionary<string, object?> earlier, Dictionary<string, object?> later)
    {
        var merged = new Dictionary<string, object?>(earlier);
        foreach (var (key, value) in later)
        {
            switch (merged.GetValueOrDefault(key), value)
            {
                case (_, Yaml.Tagged { Tag: "!reset" }):
                    merged.Remove(key);
                    break;
                case (_, Yaml.Tagged tagged):
                    merged[key] = tagged.Value;
                    break;
                case (Dictionary<string, object?> before, Dictionary<string, object?> after):
                    merged[key] = Merge(before, after);
                    break;
                case (List<object?> before, List<object?> after):
                    merged[key] = before.Concat(after).ToList();
                    break;
                default:
                    merged[key] = value;
                    break;
            }
        }

        return merged;
    }
}
