namespace HazmatTrack.Domain.Rules.Findings;

/// <summary>How urgent an alert is to an inspector: notice (blue), yellow, orange, red. docs/domain/crossings.md#severity.</summary>
public enum Severity
{
    Notice,
    Yellow,
    Orange,
    Red,
}
