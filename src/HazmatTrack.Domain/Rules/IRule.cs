namespace HazmatTrack.Domain.Rules;

/// <summary>
/// One rule of the book. Pure: what it says follows from the state it left at the step before and from this step alone, so that a
/// stretch can be judged again. One folder each; <see cref="RuleList"/> holds them in order.
/// </summary>
public interface IRule
{
    /// <summary>Stable id as the API shows it, such as <c>crossing</c>.</summary>
    string Id { get; }

    /// <summary>Raised whenever the same track could be judged otherwise than before.</summary>
    int Version { get; }

    /// <summary>Judges one accepted fix. Adds what it found, or a new content for what it found earlier, to <paramref name="findings"/>.</summary>
    void Judge(ref RuleState state, in Step step, FindingSet findings);
}
