namespace HazmatTrack.Kafka;

/// <summary>Limits a line that could be logged without end to the first and then one in each interval. Thread-safe.</summary>
/// <param name="every">The shortest time between two lines.</param>
internal sealed class LogPace(TimeProvider clock, TimeSpan every)
{
    private readonly Lock _gate = new();
    private long? _loggedAt;
    private long _count;

    /// <summary>Whether a line is due.</summary>
    /// <param name="events">The number of events so far.</param>
    /// <param name="count">For the line: the number of events since the last line, these included.</param>
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
