using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Testing.Alerts;

/// <summary>What befalls a log of changes: any contents in any order, and a consumer that dies and reads stretches again.</summary>
public static class ChangeSequences
{
    /// <summary>The changes that one report, or one judging again of history, makes.</summary>
    public sealed record Cause(IReadOnlyList<AlertChange> Changes, bool Reconciled);

    /// <summary>A stretch of causes that is worked in, in batches of these lengths; the next may start back where the log was read before.</summary>
    public sealed record Life(IReadOnlyList<Cause> Log, IReadOnlyList<(int From, int Length)> Batches);

    private static readonly Gen<(int Alert, FindingChangeKind Kind, int Content)> s_oneChange =
        Gen.Select(Gen.Int[0, 3], Gen.Enum<FindingChangeKind>(), Gen.Int[0, 2]);

    private static readonly Gen<(List<(int Alert, FindingChangeKind Kind, int Content)> Changes, bool Reconciled)> s_oneCause =
        Gen.Select(s_oneChange.List[1, 3], Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true))));

    private static readonly Gen<IReadOnlyList<Cause>> s_logs = s_oneCause.List[1, 25].Select(IReadOnlyList<Cause> (causes) =>
    {
        var log = new List<Cause>();
        var offset = 1000;
        foreach (var (changes, reconciled) in causes)
        {
            // Judging again knows no place of its own in the log: it stands where the newest report stands.
            offset += reconciled ? 0 : 7;
            log.Add(new([.. changes.Select(c => Make(c.Alert, c.Kind, c.Content, offset, reconciled))], reconciled));
        }

        return log;
    });

    /// <summary>A log, and how it was read: cut anywhere, started again from anywhere earlier, but read to its end.</summary>
    public static readonly Gen<Life> Lives = Gen.Select(s_logs, Gen.Select(Gen.Int[1, 6], Gen.Int[0, 10]).List[0, 12], (log, jumps) =>
    {
        var batches = new List<(int, int)>();
        var at = 0;
        foreach (var (length, back) in jumps)
        {
            var taken = Math.Min(length, log.Count - at);
            batches.Add((at, taken));
            at = Math.Max(0, at + taken - back);
        }

        batches.Add((at, log.Count - at));
        return new Life(log, batches);
    });

    /// <summary>The batches as the store gets them. Judging again is done once: its note is gone when the log is read again.</summary>
    public static IEnumerable<IReadOnlyList<AlertChange>> BatchesOf(Life life)
    {
        var reached = 0;
        foreach (var (from, length) in life.Batches)
        {
            var changes = new List<AlertChange>();
            for (var i = from; i < from + length; i++)
            {
                if (!life.Log[i].Reconciled || i >= reached)
                {
                    changes.AddRange(life.Log[i].Changes);
                }
            }

            reached = Math.Max(reached, from + length);
            yield return changes;
        }
    }

    private static AlertChange Make(int alert, FindingChangeKind kind, int content, long offset, bool reconciled)
    {
        var first = SomeAlerts.Morning + TimeSpan.FromMinutes(alert / 2);
        var finding = SomeAlerts.Finding(
            first + TimeSpan.FromSeconds(content),
            alert % 2 == 0 ? "crossing" : "off-route",
            "k",
            content == 2 ? Severity.Orange : Severity.Notice,
            $"{content} m",
            offset);
        return SomeAlerts.Change(kind, finding, offset, firstOnset: first, reconciled: reconciled);
    }
}
