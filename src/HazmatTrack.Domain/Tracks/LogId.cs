namespace HazmatTrack.Domain.Tracks;

/// <summary>
/// Which log an offset counts in: one partition of topic <c>positions</c>, as long as that topic lives. Offsets of different logs do not compare. The
/// default is no log of any topic.
/// </summary>
/// <param name="Incarnation">Grows with each topic of that name: one that was deleted and created again, or restored on another cluster, begins at 0.</param>
public readonly record struct LogId(long Incarnation, int Partition);
