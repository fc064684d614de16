using HazmatTrack.Domain;

namespace HazmatTrack.Server.Replay;

/// <summary>
/// Determines which times of a file are plausible: a terminal with a wrong clock puts single lines years away, which must affect neither the shift to now nor
/// the pace of a replay. Counts by day, so that memory does not grow with the file.
/// </summary>
internal sealed class TimeSurvey
{
    /// <summary>A few lines further than this from all the others are considered implausible.</summary>
    private const int WidestGapDays = 30;

    private const long Day = 24 * 60 * 60 * 1000;

    private readonly SortedDictionary<long, (long Count, Instant Oldest, Instant Newest)> _days = [];
    private long _count;

    public void Add(Instant time)
    {
        var day = time.UnixMilliseconds / Day;
        _count++;
        _days[day] = _days.TryGetValue(day, out var seen)
            ? (seen.Count + 1, Instant.Earlier(seen.Oldest, time), Instant.Later(seen.Newest, time)) : (1, time, time);
    }

    /// <summary>
    /// The oldest and the newest plausible time. At either end, lines that a gap of 30 days separates from the rest are left out where they are a single one
    /// or less than a tenth; lines in the future are left out where they are not most of the file.
    /// </summary>
    public (Instant Oldest, Instant Newest) Plausible(Instant now)
    {
        var days = _days.ToList();
        var future = days.Where(d => d.Value.Oldest > now).Sum(d => d.Value.Count);
        if (future * 2 <= _count)
        {
            days.RemoveAll(d => d.Value.Oldest > now);
        }

        var end = Cut(days, d => d.Value.Count);
        days.RemoveRange(end, days.Count - end);
        days.Reverse();
        end = Cut(days, d => d.Value.Count);
        return (days[end - 1].Value.Oldest, days[0].Value.Newest);
    }

    /// <summary>The number of days left, from the first on, when implausible ends are cut off.</summary>
    private int Cut<T>(List<KeyValuePair<long, T>> days, Func<KeyValuePair<long, T>, long> count)
    {
        var (end, tail) = (days.Count, 0L);
        for (var i = days.Count - 1; i > 0; i--)
        {
            tail += count(days[i]);
            if (Math.Abs(days[i].Key - days[i - 1].Key) <= WidestGapDays)
            {
                continue;
            }

            if (tail > 1 && tail * 10 >= _count)
            {
                break;
            }

            (end, tail) = (i, 0);
        }

        return end;
    }
}
