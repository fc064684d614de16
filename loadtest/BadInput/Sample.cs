namespace HazmatTrack.BadInput;

/// <summary>One record to be put on the topic.</summary>
/// <param name="Kind">What was done to it; "good" for a report of a truck on its road.</param>
/// <param name="Key">Null for none.</param>
/// <param name="Value">Null for a tombstone.</param>
/// <param name="Headers">In order; a value may be null.</param>
internal sealed record Sample(string Kind, byte[]? Key, byte[]? Value, IReadOnlyList<(string Name, byte[]? Value)> Headers);
