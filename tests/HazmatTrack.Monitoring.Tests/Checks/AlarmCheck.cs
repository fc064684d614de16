using System.Text.RegularExpressions;

namespace HazmatTrack.Monitoring.Tests.Checks;

/// <summary>What holds for every alarm.</summary>
internal static partial class AlarmCheck
{
    /// <summary>What is wrong with an alarm, a sentence for each fault.</summary>
    /// <param name="runbook">The text of the runbook.</param>
    public static IEnumerable<string> FaultsOf(Rule alarm, string runbook)
    {
        var name = alarm.Alert!;
        if (!Name().IsMatch(name))
        {
            yield return $"{name}: the name of an alarm begins with HazmatTrack.";
        }

        if (alarm.For is null)
        {
            yield return $"{name} has no 'for'.";
        }

        if (alarm.Labels.GetValueOrDefault("severity") is not ("page" or "ticket"))
        {
            yield return $"{name}: severity is page or ticket.";
        }

        foreach (var text in (string[])["summary", "description"])
        {
            if (!Chinese().IsMatch(alarm.Annotations.GetValueOrDefault(text, "")))
            {
                yield return $"{name} has no {text} in Chinese.";
            }

            if (alarm.Annotations.GetValueOrDefault($"{text}_en", "") is var english && (english == "" || Chinese().IsMatch(english)))
            {
                yield return $"{name} has no {text}_en in English.";
            }
        }

        if (alarm.Annotations.GetValueOrDefault("runbook") != $"docs/runbook.md#{name.ToLowerInvariant()}")
        {
            yield return $"{name}: its runbook is not docs/runbook.md#{name.ToLowerInvariant()}.";
        }

        if (!Sections(runbook).TryGetValue(name, out var section))
        {
            yield return $"{name} has no section in the runbook.";
        }
        else if (!section.StartsWith($"**{alarm.Labels.GetValueOrDefault("severity")}**", StringComparison.Ordinal)
            || !section.Contains("**Meaning.**", StringComparison.Ordinal) || !section.Contains("**Look at**", StringComparison.Ordinal)
            || !section.Contains("**Do.**", StringComparison.Ordinal))
        {
            yield return $"{name}: its section in the runbook says severity, meaning, what to look at and what to do.";
        }
    }

    /// <summary>The sections of the runbook by the alarm that each is about.</summary>
    public static Dictionary<string, string> Sections(string runbook) =>
        Section().Matches(runbook).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim());

    public static bool IsChinese(string text) => Chinese().IsMatch(text);

    [GeneratedRegex("^HazmatTrack[A-Z][A-Za-z]+$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"^### (\w+)\n(.*?)(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
