using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Api;

/// <summary>Instants on the wire: ISO 8601 with offset. Written at +08:00; read at any offset, but never without one.</summary>
internal static class ApiTime
{
    /// <summary>What the reader of an error is told to write.</summary>
    public const string Expected = "a time in ISO 8601 with offset, such as 2026-07-01T08:00:00+08:00";

    private static readonly TimeSpan s_china = TimeSpan.FromHours(8);

    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    public static string Text(Instant time) =>
        time.ToDateTimeOffset().ToOffset(s_china).ToString(
            time.UnixMilliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static string? Text(Instant? time) => time is { } t ? Text(t) : null;

    /// <summary>Reads a time between the years 2000 and 2100. A blank for the plus sign is taken, as a query makes one of it.</summary>
    public static bool TryParse(string? text, out Instant time)
    {
        time = default;
        if (text is null or { Length: < 17 or > 40 })
        {
            return false;
        }

        text = text.EndsWith('Z') ? text[..^1] + "+00:00" : text.Replace(' ', '+');
        if (!DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) || read.Year is < 2000 or > 2100)
        {
            return false;
        }

        time = Instant.From(read);
        return true;
    }
}
