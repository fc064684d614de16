using System.Globalization;

namespace HazmatTrack.Domain;

/// <summary>A calendar day at +08:00, the one civil time of the country.</summary>
/// <param name="Number">Days since 1970-01-01.</param>
public readonly record struct ChinaDay(int Number) : IComparable<ChinaDay>
{
    private const string Form = "yyyy-MM-dd";
    private const long DayMs = 86_400_000, OffsetMs = 8 * 3_600_000;
    private static readonly DateOnly s_first = new(1970, 1, 1);

    /// <summary>Its first instant.</summary>
    public Instant From => new((Number * DayMs) - OffsetMs);

    /// <summary>The first instant of the day after.</summary>
    public Instant To => Next.From;

    public ChinaDay Next => new(Number + 1);

    /// <summary>The day of an instant.</summary>
    public static ChinaDay Of(Instant time) => new((int)Math.Floor((time.UnixMilliseconds + OffsetMs) / (double)DayMs));

    /// <summary>Parses a date of the form 2026-07-01.</summary>
    public static bool TryParse(string text, out ChinaDay day)
    {
        var isDay = DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = isDay ? new(date.DayNumber - s_first.DayNumber) : default;
        return isDay;
    }

    public int CompareTo(ChinaDay other) => Number.CompareTo(other.Number);

    public static bool operator <(ChinaDay left, ChinaDay right) => left.Number < right.Number;

    public static bool operator >(ChinaDay left, ChinaDay right) => left.Number > right.Number;

    public static bool operator <=(ChinaDay left, ChinaDay right) => left.Number <= right.Number;

    public static bool operator >=(ChinaDay left, ChinaDay right) => left.Number >= right.Number;

    public override string ToString() => s_first.AddDays(Number).ToString(Form, CultureInfo.InvariantCulture);
}
