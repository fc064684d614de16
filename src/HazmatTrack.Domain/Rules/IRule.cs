using HazmatTrack.Domain.Rules.Findings;

namespace HazmatTrack.Domain.Rules;

/// <summary>
/// One rule of the book. Pure: what it says follows from the episodes it left open before and from what it is given, so that a stretch can be
/// judged again, on any silo and in any order of arrival. One folder each; <c>Catalog/RuleList.cs</c> holds them in order.
/// </summary>
/// <remarks>
/// The contract, which laws check over every rule of the list:
/// <list type="bullet">
/// <item>All that a rule remembers is in its <see cref="Episode"/>s. It has no fields that change, and reads no clock.</item>
/// <item>Onset: a finding whose key has an open episode begins no earlier than the episode does; one without begins no earlier than the fix before
/// this step, or is a crossing. From this the engine knows what can still change, and what a late report may retract.</item>
/// <item>A finding that lasts is said again, with the same key and onset, when its content changes and when it ends.</item>
/// <item>
/// Time: an open episode may have a deadline (<see cref="DeadlineOf"/>), which follows from the episode alone. When it has passed, the rule is asked what
/// that means (<see cref="Tick"/>) – once, at the deadline and not at the time of asking, so that what is found does not depend on how late time is
/// looked at. A finding of a passed deadline is about the episode: of its key, and with an onset from <see cref="Episode.Since"/> to the deadline.
/// </item>
/// <item>
/// Parameters are those in force at the time of the event, or when its episode began, never at a later instant; a finding says which
/// (<see cref="Finding.Parameters"/>). So a version that changes from an instant on changes nothing about the reports before it.
/// </item>
/// <item>A step that finds nothing allocates nothing.</item>
/// </list>
/// </remarks>
public interface IRule
{
    /// <summary>Stable id as the API shows it, such as <c>crossing</c>.</summary>
    string Id { get; }

    /// <summary>Raised whenever the same track could be judged otherwise than before.</summary>
    int Version { get; }

    /// <summary>What the rule wants to see. What it does not name here is never called.</summary>
    RuleInputs Inputs => RuleInputs.Fixes;

    /// <summary>
    /// From when on the rule is in force, in event time; null for always. What happened before is not judged by it, also where a program that has
    /// the rule takes vehicles over from one that had not: these are judged again from here.
    /// </summary>
    Instant? EffectiveFrom => null;

    /// <summary>
    /// The version of what the rule's episodes mean, raised when that changes. Episodes of the version before must be readable
    /// (<see cref="Read"/>), so that an upgrade loses none; those of any other are carried on unread.
    /// </summary>
    byte StateVersion => 1;

    /// <summary>An episode that the version of state before this one wrote, as this one means it.</summary>
    Episode Read(in Episode written) => written;

    /// <summary>Judges one accepted fix of one track. Adds what it found, or a new content for what it found earlier, to <paramref name="findings"/>.</summary>
    void Judge(in RuleEpisodes episodes, in RuleStep step, FindingSet findings)
    {
    }

    /// <summary>
    /// Judges one report as it was sent, whether or not it has a position or will be taken for drift, and before it is judged as a fix: an emergency
    /// button, a power cut, no fix while driving. The episodes are the vehicle's, whichever track the fixes belong to.
    /// </summary>
    void Observe(in RuleEpisodes episodes, in Observation report, FindingSet findings)
    {
    }

    /// <summary>
    /// The instant, in the vehicle's event time, at which an open episode makes the rule say something though no report comes; null for never. No report
    /// up to there, and with it the instant itself, may have changed the episode. Asked often: no more than an addition.
    /// </summary>
    Instant? DeadlineOf(in Episode episode) => null;

    /// <summary>
    /// Judges that a deadline has passed: no report before it has changed the episode. Must close the episode or give it a later deadline, or none.
    /// </summary>
    /// <param name="episodes">What the rule has open, the episode included.</param>
    /// <param name="due">The episode whose deadline has passed, the earliest first.</param>
    /// <param name="deadline">Its deadline. What time it is now the rule does not learn.</param>
    /// <param name="findings">What is found is added here.</param>
    void Tick(in RuleEpisodes episodes, in Episode due, Instant deadline, FindingSet findings)
    {
    }
}
