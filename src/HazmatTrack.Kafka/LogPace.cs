namespace HazmatTrack.Kafka;

/// <summary>
/// Keeps a line that could be logged without end to the first and then one in a while. Thread-safe.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="every">The least time between two lines.</param>
internal sealed class LogPace(TimeProvider clock, TimeSpan every)
{
    private readonly Lock _gate = new();
    private long? _loggedAt;
    private long _count;

    /// <summary>Whether it is time for a line.</summary>
    /// <param name="events">How many events there are now.</param>
    /// <param name="count">For the line: how many there were since the last one, these included.</param>
    public bool IsTime(long events, out long count)
    {
        lock (_gate)
        {
            count = _count += events;
            if (_loggedAt is { } at && clock.GetElapsedTime(at) < every)
            {
                return false;
            }

            (_loggedAt, _count) = (clock.GetTimestamp(), 0);
            return true;
        }
    }
}
