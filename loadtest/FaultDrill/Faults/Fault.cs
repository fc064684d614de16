namespace HazmatTrack.FaultDrill.Faults;

/// <summary>Something that breaks, and how it is mended.</summary>
/// <param name="Target">What it breaks: nothing is broken twice at the same time.</param>
/// <param name="What">In words, with what it did.</param>
/// <param name="Outage">How long it stays broken.</param>
/// <param name="Strike">Breaks it.</param>
/// <param name="Mend">Mends it after the outage; null where it mends itself.</param>
internal sealed record Fault(string Target, string What, TimeSpan Outage, Func<Task> Strike, Func<Task>? Mend = null);
