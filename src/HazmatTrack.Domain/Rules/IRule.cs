using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// One rule. Pure: its findings follow from the episodes it left open before and from its arguments, so that a stretch can be
/// evaluated again, on any silo and in any order of arrival. One folder each; <c>Catalog/RuleList.cs</c> holds them in order.
/// </summary>
/// <remarks>
/// The contract, which laws check over every rule of the list:
/// <list type="bullet">
/// <item>All that a rule remembers is in its <see cref="Episode"/>s. It has no mutable fields, and reads no clock.</item>
/// <item>Onset: a finding whose key has an open episode begins no earlier than the episode does; one without begins no earlier than the fix before
/// this step, or is a crossing. From this the engine knows what can still change, and what a late report may retract.</item>
/// <item>A finding that lasts is returned again, with the same key and onset, when its content changes and when it ends.</item>
/// <item>
/// Time: an open episode may have a deadline (<see cref="DeadlineOf"/>), which follows from the episode alone. When it has passed, the rule is called for
/// it (<see cref="Tick"/>) once, with the deadline and not the present time, so that the finding does not depend on how late the deadline is
/// evaluated. A finding of a passed deadline is about the episode: of its key, and with an onset from <see cref="Episode.Since"/> to the deadline.
/// </item>
/// <item>
/// Parameters are those in force at the time of the event, or when its episode began, never at a later instant; a finding records which
/// (<see cref="Finding.Parameters"/>). So a version that changes from an instant on changes nothing about the reports before it.
/// </item>
/// <item>A step that finds nothing allocates nothing.</item>
/// </list>
/// </remarks>
public interface IRule
{
    /// <summary>Stable id as the API shows it, such as <c>crossing</c>.</summary>
    string Id { get; }

    /// <summary>Raised whenever the rule could give other findings for the same track than before.</summary>
    int Version { get; }

    /// <summary>The inputs of the rule. Methods for inputs that are not named here are never called.</summary>
    RuleInputs Inputs => RuleInputs.Fixes;

    /// <summary>
    /// From when on the rule is in force, in event time; null for always. Earlier events are not evaluated by it. Where a program that has the rule takes
    /// over vehicles from one that had not, these are evaluated again from here.
    /// </summary>
    Instant? EffectiveFrom => null;

    /// <summary>
    /// The version of the meaning of the rule's episodes, raised when that changes. Episodes of the version before must be readable
    /// (<see cref="Read"/>), so that an upgrade loses none; those of any other are carried on unread.
    /// </summary>
    byte StateVersion => 1;

    /// <summary>Converts an episode that the previous version of state wrote to this version.</summary>
    Episode Read(in Episode written) => written;

    /// <summary>
    /// Evaluates one accepted fix of one track. Adds new findings, and earlier ones with new content, to <paramref name="findings"/>.
    /// </summary>
    void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
    }

    /// <summary>
    /// Evaluates one report as it was sent, whether or not it has a position or will be dropped as drift, and before it is evaluated as a fix: an emergency
    /// button, a power cut, no fix while driving. The episodes belong to the vehicle, whichever track the fixes belong to.
    /// </summary>
    void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings)
    {
    }

    /// <summary>
    /// The instant, in the vehicle's event time, at which an open episode makes the rule return a finding though no report comes; null for never. It applies
    /// where no report up to and including that instant has changed the episode. Called often: no more than an addition.
    /// </summary>
    Instant? DeadlineOf(in Episode episode) => null;

    /// <summary>
    /// Evaluates a deadline that has passed: no report before it has changed the episode. Must close the episode or give it a later deadline, or none.
    /// </summary>
    /// <param name="episodes">The open episodes of the rule, including this one.</param>
    /// <param name="due">The episode whose deadline has passed, the earliest first.</param>
    /// <param name="deadline">Its deadline. The rule does not learn the present time.</param>
    /// <param name="findings">Takes the findings.</param>
    void Tick(in RuleEpisodes episodes, in Episode due, Instant deadline, FindingSet findings)
    {
    }
}
