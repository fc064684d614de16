namespace HazmatTrack.Deployment.Tests.Systemd;

/// <summary>A unit of systemd: its sections with their settings, of which some may be given several times.</summary>
internal sealed record UnitFile(IReadOnlyList<(string Section, string Name, string Value)> Settings)
{
    public static UnitFile Read(string text)
    {
        var (section, settings) = ("", new List<(string, string, string)>());
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l != "" && !l.StartsWith('#')))
        {
            if (line.StartsWith('['))
            {
                section = line.Trim('[', ']');
            }
            else
            {
                var pair = line.Split('=', 2);
                settings.Add((section, pair[0], pair[1]));
            }
        }

        return new(settings);
    }

    public IEnumerable<string> All(string name) => Settings.Where(s => s.Name == name).Select(s => s.Value);

    public string? Last(string name) => All(name).LastOrDefault();

    /// <summary>Variables that the unit sets, with specifiers of systemd as they are.</summary>
    public Dictionary<string, string> Environment => All("Environment").Select(e => e.Split('=', 2)).ToDictionary(e => e[0], e => e[1]);

    /// <summary>Credentials by name, each with the file that it is read from.</summary>
    public Dictionary<string, string> Credentials => All("LoadCredential").Select(c => c.Split(':', 2)).ToDictionary(c => c[0], c => c[1]);
}
