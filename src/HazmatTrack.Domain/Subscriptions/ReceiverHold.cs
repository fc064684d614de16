namespace HazmatTrack.Domain.Subscriptions;

/// <summary>
/// Whether a receiver can be sent to. While it is not reached, it is left alone for growing pauses, and then one event tries whether it is back; the
/// others wait meanwhile. Not safe for several threads.
/// </summary>
public sealed class ReceiverHold(RetryPolicy policy)
{
    private int _failures;

    /// <summary>Until when nothing is sent; the least instant where nothing holds it up.</summary>
    public Instant Until { get; private set; } = new(long.MinValue);

    /// <summary>How many events may be under way at once: one while it is not known whether the receiver is back.</summary>
    /// <param name="most">The most while all is well.</param>
    public int Allowed(Instant now, int most) => now < Until ? 0 : _failures > 0 ? Math.Min(1, most) : most;

    /// <summary>Takes up the outcome of an attempt, and returns the pause after it.</summary>
    /// <param name="attempts">How often the event was tried, this time included.</param>
    /// <param name="random">From 0 to below 1.</param>
    public TimeSpan After(SendAttempt attempt, int attempts, Instant now, double random)
    {
        if (attempt.Result is not (SendResult.Busy or SendResult.Unreachable))
        {
            (_failures, Until) = (0, new(long.MinValue));
            return policy.PauseAfter(attempts, random);
        }

        // Several that were under way at once fail together, which is one failure of the receiver.
        if (now >= Until)
        {
            _failures++;
        }

        var (own, asked) = (policy.PauseAfter(Math.Max(1, _failures), random), policy.Asked(attempt.RetryAfter));
        var pause = asked > own ? asked : own;
        Until = Instant.Later(Until, now + pause);
        return Until - now;
    }
}
