namespace HazmatTrack.Domain.Subscriptions;

/// <summary>When something is sent again that was not delivered. Pauses double, with jitter, so that receivers that come back are not flooded.</summary>
/// <param name="FirstPause">The pause after the first failure.</param>
/// <param name="LongestPause">The longest pause.</param>
/// <param name="GiveUpAfter">How long after it was taken in an event is set aside.</param>
public sealed record RetryPolicy(TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan GiveUpAfter)
{
    /// <summary>The pause after some failures in a row.</summary>
    /// <param name="failures">1 after the first.</param>
    /// <param name="random">From 0 to below 1: a pause is half of the full one, and so much of the other half.</param>
    public TimeSpan PauseAfter(int failures, double random)
    {
        var doublings = Math.Clamp(failures - 1, 0, 40);
        var full = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, doublings), LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds((full / 2) + (full / 2 * random));
    }

    /// <summary>When an event is due again; null where its time has passed and it is set aside. Its last attempt is when its time ends.</summary>
    /// <param name="takenAt">When it was taken in, or replayed.</param>
    /// <param name="pause">The pause after this failure.</param>
    public Instant? NextAt(Instant now, Instant takenAt, TimeSpan pause)
    {
        var end = takenAt + GiveUpAfter;
        return now >= end ? null : Instant.Earlier(now + pause, end);
    }

    /// <summary>The pause that a receiver asks for, no longer than an event waits at all.</summary>
    public TimeSpan Asked(TimeSpan? retryAfter) =>
        retryAfter is not { } asked || asked < TimeSpan.Zero ? TimeSpan.Zero : asked < GiveUpAfter ? asked : GiveUpAfter;
}
