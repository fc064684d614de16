namespace HazmatTrack.Domain.Quality;

/// <summary>
/// Delays of whole hours between event time and receipt: those of a clock set to another time zone. Of reports that come late for another reason one in
/// a hundred has such a delay by chance.
/// </summary>
public static class WholeHours
{
    /// <summary>The most hours that are tested: every time zone, and a day.</summary>
    public const int Most = 24;

    /// <summary>How far beyond whole hours the delay may be: the transit time of a live report.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private const long Hour = 3_600_000;

    /// <summary>By how much a terminal's clock may be ahead of that of the gateway.</summary>
    private const long EarlyBy = 5_000;

    /// <summary>By how many whole hours an event time is behind its receipt, 1 to 24; 0 where it is not.</summary>
    public static int Behind(Instant time, Instant receipt)
    {
        var delay = receipt.UnixMilliseconds - time.UnixMilliseconds;
        if (delay < Hour - EarlyBy)
        {
            return 0;
        }

        var hours = (delay + EarlyBy) / Hour;
        return hours <= Most && IsTight(delay - (hours * Hour)) ? (int)hours : 0;
    }

    /// <summary>Whether the part of a delay beyond whole hours is no more than the transit time of a live report.</summary>
    /// <param name="beyond">That part, in milliseconds.</param>
    internal static bool IsTight(long beyond) => beyond >= -EarlyBy && beyond <= (long)Tolerance.TotalMilliseconds;
}
