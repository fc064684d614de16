using System.Globalization;

namespace HazmatTrack.BadInput;

/// <summary>The written rules for times that cannot be, read apart from the program: which fault of a clock a time points to.</summary>
internal static class OddClocks
{
    private const decimal Minute = 60_000;
    private const decimal Day = 86_400_000;

    /// <summary>When clocks begin that have lost their time.</summary>
    private static readonly string[] s_beginnings = ["1970-01-01", "1980-01-01", "1999-08-22", "2000-01-01", "2019-04-07"];

    /// <summary>The code, or null where the time points to no fault that is known.</summary>
    /// <param name="time">What the terminal says, milliseconds since 1970.</param>
    /// <param name="receipt">When it was received.</param>
    public static string? Code(decimal time, long receipt)
    {
        var ahead = time - receipt;
        if (Enumerable.Range(1, 14).Any(h => ahead >= (h * 60 * Minute) - (2 * Minute) && ahead <= (h * 60 * Minute) + (Minute / 2)))
        {
            return "clock-ahead-hours";
        }

        if (new[] { -14336, -7168, 7168, 14336 }.Any(days => Math.Abs(ahead - (days * Day)) <= Day))
        {
            return "clock-week-rollover";
        }

        if (ahead < -Day && s_beginnings.Select(Milliseconds).Any(b => time >= b - Day && time < b + (366 * Day)))
        {
            return "clock-reset";
        }

        var here = DateTimeOffset.FromUnixTimeMilliseconds(receipt);
        return Enumerable.Range(-10, 21).Any(y => y != 0 && Math.Abs(time - here.AddYears(y).ToUnixTimeMilliseconds()) <= Day) ? "clock-year" : null;
    }

    private static decimal Milliseconds(string day) =>
        new DateTimeOffset(DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
