using System.Buffers;
using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Http.Times;

namespace HazmatTrack.Server.Csv;

/// <summary>
/// Parses times as tables contain them: <c>2026-11-28 12:00:15</c> with <c>-</c>, <c>/</c>, <c>.</c> or 年月日, one or two digits, optional seconds and
/// fraction, a blank or T before the time of day, an optional offset; <c>20261128120015</c>; <c>261128120015</c> (the BCD time of JT/T 808); Unix seconds and
/// milliseconds; the serial number of a spreadsheet.
/// </summary>
internal static class CsvTime
{
    public const string Expected = "a time, such as 2026-03-01 08:00:00, 2026/3/1 8:00, 20260301080000, 2026-03-01T08:00:00+08:00 or Unix seconds";

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    private static readonly DateTime s_serialZero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>The instant, between the years 2000 and 2100; null where the text is no such time.</summary>
    /// <param name="text">The text of the cell.</param>
    /// <param name="zone">The offset of a time that has none; a Unix time does not use it, a serial number always does.</param>
    public static Instant? Parse(ReadOnlySpan<char> text, TimeSpan zone)
    {
        text = text.Trim();
        return IsNumber(text) ? OfNumber(text, zone) : Written(text, zone);
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && text.IndexOfAnyExcept(s_number) < 0 && text.Count('.') <= 1 && text.IndexOf('.') is < 0 or >= 5;

    private static Instant? OfNumber(ReadOnlySpan<char> text, TimeSpan zone)
    {
        var point = text.IndexOf('.');
        var whole = point < 0 ? text.Length : point;
        return whole switch
        {
            5 => Serial(double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), zone),
            10 => Bounded((long)(decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 1000)),
            13 => Bounded(long.Parse(text[..13], NumberStyles.None, CultureInfo.InvariantCulture)),
            12 or 14 => Compact(text, whole == 12 ? 2 : 4, zone),
            _ => null,
        };
    }

    private static Instant? Compact(ReadOnlySpan<char> text, int yearDigits, TimeSpan zone)
    {
        var scanner = new TimeScanner(text);
        return scanner.Digits(yearDigits, yearDigits, out var year) && scanner.Digits(2, 2, out var month) && scanner.Digits(2, 2, out var day)
            && scanner.Digits(2, 2, out var hour) && scanner.Digits(2, 2, out var minute) && scanner.Digits(2, 2, out var second)
            && scanner.Milliseconds(out var milliseconds) && scanner.IsAtEnd
            ? CivilTime.At((yearDigits == 2 ? 2000 + year : year, month, day), (hour, minute, second), milliseconds, zone)
            : null;
    }

    private static Instant? Written(ReadOnlySpan<char> text, TimeSpan zone)
    {
        var scanner = new TimeScanner(text);
        if (!scanner.Digits(4, 4, out var year))
        {
            return null;
        }

        var isApart = scanner.Any("-/.年", out var first);
        if (!scanner.Digits(isApart ? 1 : 2, 2, out var month) || (isApart && !scanner.Any(first == '年' ? "月" : first.ToString()))
            || !scanner.Digits(isApart ? 1 : 2, 2, out var day) || (first == '年' && !scanner.Any("日")))
        {
            return null;
        }

        scanner.Any("Tt");
        scanner.SkipBlanks();
        var second = 0;
        var milliseconds = 0;
        if (!scanner.Digits(1, 2, out var hour))
        {
            return null;
        }

        var isColon = scanner.Any(":时", out var colon);
        if (!scanner.Digits(isColon ? 1 : 2, 2, out var minute))
        {
            return null;
        }

        var minuteEnd = colon == '时' ? "分" : ":";
        if (isColon ? scanner.Any(minuteEnd) : !scanner.IsAtEnd)
        {
            var isThere = scanner.Digits(isColon ? 1 : 2, 2, out second) && scanner.Milliseconds(out milliseconds);
            if (!isThere && colon != '时')
            {
                return null;
            }

            scanner.Any("秒");
        }

        scanner.SkipBlanks();
        return scanner.IsAtEnd || (scanner.Offset("+-", out zone) && scanner.IsAtEnd)
            ? CivilTime.At((year, month, day), (hour, minute, second), milliseconds, zone)
            : null;
    }

    /// <summary>Days since the end of 1899. The fraction is truncated, so it is rounded to the second that the spreadsheet shows.</summary>
    private static Instant? Serial(double days, TimeSpan zone)
    {
        var seconds = Math.Round(days * 86_400);
        return Bounded(Instant.From(new(s_serialZero.AddSeconds(seconds), zone)).UnixMilliseconds);
    }

    private static Instant? Bounded(long unixMilliseconds) =>
        unixMilliseconds >= 946_684_800_000 && DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).Year <= CivilTime.LastYear
            ? new(unixMilliseconds) : null;
}
