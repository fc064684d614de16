namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>How urgent an alert is to an inspector: notice (blue), yellow, orange, red. domain.md §6.1.</summary>
public enum Severity
{
    Notice,
    Yellow,
    Orange,
    Red,
}
