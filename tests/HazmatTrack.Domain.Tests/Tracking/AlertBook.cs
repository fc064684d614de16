using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>What an alert store would hold after the changes it was given; refuses changes that do not follow from each other.</summary>
internal sealed class AlertBook
{
    private readonly Dictionary<FindingIdentity, Finding> _standing = [];

    public int Retracted { get; private set; }

    public int Amended { get; private set; }

    /// <summary>How many changes were taken in all.</summary>
    public int Changes { get; private set; }

    public IReadOnlyList<ActiveFinding> Standing => [.. _standing.Select(s => new ActiveFinding(s.Key, s.Value))];

    /// <summary>The contents that stand, in order, for comparing.</summary>
    public IReadOnlyList<Finding> Contents => [.. _standing.Values.OrderBy(f => f.Onset.UnixMilliseconds)
        .ThenBy(f => f.Rule, StringComparer.Ordinal).ThenBy(f => f.Key, StringComparer.Ordinal)];

    public void Take(IEnumerable<FindingChange> changes)
    {
        foreach (var change in changes)
        {
            Changes++;
            switch (change.Kind)
            {
                case FindingChangeKind.Raised:
                    Assert.True(_standing.TryAdd(change.Identity, change.Finding), $"{change.Identity} was raised twice.");
                    break;
                case FindingChangeKind.Amended:
                    Assert.True(_standing.ContainsKey(change.Identity), $"{change.Identity} was amended and does not stand.");
                    Assert.False(FindingContent.Same(_standing[change.Identity], change.Finding), $"{change.Identity} was amended to what it was.");
                    _standing[change.Identity] = change.Finding;
                    Amended++;
                    break;
                default:
                    Assert.True(_standing.Remove(change.Identity), $"{change.Identity} was retracted and does not stand.");
                    Retracted++;
                    break;
            }
        }
    }

    /// <summary>Fails unless both books say the same.</summary>
    public static void AssertSame(AlertBook expected, AlertBook actual, string because = "")
    {
        var (a, b) = (expected.Contents, actual.Contents);
        Assert.True(
            a.Count == b.Count && a.Zip(b).All(p => FindingContent.Same(p.First, p.Second)),
            $"{because} expected [{string.Join(", ", a.Select(Text))}], found [{string.Join(", ", b.Select(Text))}]");
    }

    private static string Text(Finding f) => $"{f.Rule} {f.Key} {f.Onset}";
}
