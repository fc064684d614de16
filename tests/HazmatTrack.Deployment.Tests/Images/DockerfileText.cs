using System.Text.RegularExpressions;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>The last stage of the Dockerfile: what it says of the image.</summary>
internal sealed partial record DockerfileText(IReadOnlyList<(string Instruction, string Value)> Instructions)
{
    public static DockerfileText Read(string text) => new([
        .. Continued().Replace(text, " ").Split('\n').Select(l => l.Trim()).Where(l => l != "" && !l.StartsWith('#'))
            .Select(l => l.Split(' ', 2, StringSplitOptions.TrimEntries)).Select(l => (l[0], l[1])),
    ]);

    /// <summary>The images that stages begin with.</summary>
    public IEnumerable<string> Bases => All("FROM").Select(f => f.Split(' ').First(w => !w.StartsWith("--", StringComparison.Ordinal)));

    /// <summary>The instructions after the last FROM.</summary>
    public DockerfileText Last => new([.. Instructions.Skip(Instructions.ToList().FindLastIndex(i => i.Instruction == "FROM"))]);

    public IEnumerable<string> All(string instruction) => Instructions.Where(i => i.Instruction == instruction).Select(i => i.Value);

    /// <summary>The pairs of ENV or LABEL.</summary>
    public Dictionary<string, string> Pairs(string instruction) =>
        All(instruction).SelectMany(l => l.Split(' ')).Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();
}
