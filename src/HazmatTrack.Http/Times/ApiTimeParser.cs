using HazmatTrack.Domain;

namespace HazmatTrack.Http.Times;

/// <summary>Reads times of queries and bodies: ISO 8601 at any offset, but never without one. <see cref="ChinaTimeText"/> writes them.</summary>
internal static class ApiTimeParser
{
    private const string Example = "2026-07-01T08:00:00+08:00";

    /// <summary>The same instant, without a sign that JSON escapes and a query decodes to a space.</summary>
    private const string ExampleInUtc = "2026-07-01T00:00:00Z";

    /// <summary>The format that an error text names as expected.</summary>
    public static readonly LocalText Expected = new(
        $"{CivilTime.FirstYear} 至 {CivilTime.LastYear} 年间带时差的 ISO 8601 时间，例如 {ExampleInUtc} 或 {Example}",
        $"a time in ISO 8601 with offset, in the years {CivilTime.FirstYear} to {CivilTime.LastYear}, such as {ExampleInUtc} or {Example}");

    /// <summary>The same for a time that a terminal claims.</summary>
    public static readonly LocalText ExpectedClaim = new(
        $"带时差的 ISO 8601 时间，例如 {ExampleInUtc} 或 {Example}", $"a time in ISO 8601 with offset, such as {ExampleInUtc} or {Example}");

    /// <summary>
    /// Reads a time between the years 2000 and 2100 in the form of RFC 3339 §5.6: with any number of digits of a second's fraction, of which
    /// milliseconds are kept, and letters in either case; seconds may be omitted, and the colon of the offset too. A space in place of the plus sign is
    /// accepted, since a query decodes one to it.
    /// </summary>
    public static bool TryParse(string? text, out Instant time) => TryParse(text, CivilTime.FirstYear, CivilTime.LastYear, out time);

    /// <summary>
    /// Reads a time that a terminal claims, in the same form: of any year since 1970, since the year of a clock that is wrong says what is wrong with it.
    /// </summary>
    public static bool TryParseClaim(string? text, out Instant time) => TryParse(text, 1970, 9999, out time);

    private static bool TryParse(string? text, int first, int last, out Instant time)
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

        if (CivilTime.At((year, month, day), (hour, minute, second), milliseconds, offset, first, last) is not { } read)
        {
            return false;
        }

        time = read;
        return true;
    }
}
