using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http;

/// <summary>Instants on the wire: ISO 8601 with offset. Written at +08:00; read at any offset, but never without one.</summary>
internal static class ApiTime
{
    /// <summary>The format that an error text names as expected.</summary>
    public const string Expected = "a time in ISO 8601 with offset, such as 2026-07-01T08:00:00+08:00";

    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    public static string Text(Instant time) =>
        time.ToDateTimeOffset().ToOffset(s_china).ToString(
            time.UnixMilliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static string? Text(Instant? time) => time is { } t ? Text(t) : null;

    /// <summary>
    /// Reads a time between the years 2000 and 2100 in the form of RFC 3339 §5.6: with any number of digits of a second's fraction, of which
    /// milliseconds are kept, and letters in either case; seconds may be omitted, and the colon of the offset too. A space in place of the plus sign is
    /// accepted, since a query decodes one to it.
    /// </summary>
    public static bool TryParse(string? text, out Instant time)
    {
        time = default;
        var scanner = new TimeScanner(text);
        var second = 0;
        var milliseconds = 0;
        if (!scanner.Digits(4, 4, out var year) || !scanner.Any("-")
            || !scanner.Digits(2, 2, out var month) || !scanner.Any("-") || !scanner.Digits(2, 2, out var day)
            || !scanner.Any("Tt ") || !scanner.Digits(2, 2, out var hour) || !scanner.Any(":") || !scanner.Digits(2, 2, out var minute)
            || (scanner.Any(":") && !(scanner.Digits(2, 2, out second) && scanner.Milliseconds(out milliseconds)))
            || !scanner.Offset("+- ", out var offset) || !scanner.IsAtEnd)
        {
            return false;
        }

        if (CivilTime.At((year, month, day), (hour, minute, second), milliseconds, offset) is not { } read)
        {
            return false;
        }

        time = read;
        return true;
    }
}
