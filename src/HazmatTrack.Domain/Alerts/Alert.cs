using System.Collections.Immutable;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Alerts;

/// <summary>
/// A finding that was reported to people: its last content, and the steps that people took. Once raised it is never deleted;
/// <see cref="AlertStateMachine"/> is its life cycle.
/// </summary>
public sealed record Alert
{
    public required AlertId Id { get; init; }

    public required VehicleId Vehicle { get; init; }

    /// <summary>The identity, which it keeps over all amendments and which its id is made of.</summary>
    public required FindingIdentity Identity { get; init; }

    /// <summary>The content that holds; once retracted, the content that no longer does.</summary>
    public required Finding Finding { get; init; }

    public required AlertStatus Status { get; init; }

    /// <summary>Whether it was raised by a late or back-filled report, so that nobody could be notified in time.</summary>
    public required bool Late { get; init; }

    /// <summary>
    /// Whether a late or back-filled report changed its content after it was raised. An ordinary change, such as an end, does not count.
    /// </summary>
    public bool AmendedLate { get; init; }

    /// <summary>When it was first raised, by the wall clock.</summary>
    public required Instant DetectedAt { get; init; }

    /// <summary>1 when raised, one more with each amendment, retraction and step of handling.</summary>
    public required int Revision { get; init; }

    /// <summary>When the last revision was made, by the wall clock.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>The newest report that changed the content; its offset is -1 as long as none is known.</summary>
    public required LogPosition Cause { get; init; }

    /// <summary>The steps taken since it was last opened, in order.</summary>
    public ImmutableArray<HandlingStep> Handling { get; init; } = [];

    /// <summary>The status and severity that lists and streams are filtered by.</summary>
    public AlertState State => new(Status, Finding.Severity);

    /// <summary>The person it is assigned to; null before that.</summary>
    public string? Assignee => Handling.LastOrDefault(step => step.Action == HandlingAction.Assign)?.Assignee;
}
