using System.Globalization;

namespace HazmatTrack.Domain;

/// <summary>
/// Writes instants for everything that leaves the program: ISO 8601 at +08:00, the one civil time of the country, with milliseconds where there are any.
/// </summary>
public static class ChinaTimeText
{
    /// <summary>The longest text, in characters and in bytes.</summary>
    internal const int LongestText = 29;

    private const string Seconds = "yyyy-MM-dd'T'HH:mm:sszzz";
    private const string Milliseconds = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    public static string Format(Instant time) => Local(time).ToString(FormatOf(time), CultureInfo.InvariantCulture);

    /// <summary>An interval in the form of ISO 8601, from/to.</summary>
    public static string Format(Instant from, Instant to) => $"{Format(from)}/{Format(to)}";

    /// <summary>An interval whose end is open, in the form of ISO 8601-2, from/..</summary>
    public static string OpenFrom(Instant from) => $"{Format(from)}/..";

    /// <summary>The same text as <see cref="Format(Instant)"/>, in UTF-8 and without an allocation; returns its length.</summary>
    internal static int Format(Instant time, Span<byte> utf8) =>
        Local(time).TryFormat(utf8, out var length, FormatOf(time), CultureInfo.InvariantCulture)
            ? length
            : throw new ArgumentException("The buffer is too short.", nameof(utf8));

    private static string FormatOf(Instant time) => time.UnixMilliseconds % 1000 == 0 ? Seconds : Milliseconds;

    private static DateTimeOffset Local(Instant time) => time.ToDateTimeOffset().ToOffset(s_offset);
}
