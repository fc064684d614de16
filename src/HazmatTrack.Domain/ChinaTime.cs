using System.Globalization;

namespace HazmatTrack.Domain;

/// <summary>Formats instants for findings: ISO 8601 at +08:00, the one civil time of the country.</summary>
internal static class ChinaTime
{
    private static readonly TimeSpan s_offset = TimeSpan.FromHours(8);

    public static string Format(Instant time) =>
        time.ToDateTimeOffset().ToOffset(s_offset).ToString(
            time.UnixMilliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz",
            CultureInfo.InvariantCulture);

    /// <summary>An interval in the form of ISO 8601, from/to.</summary>
    public static string Format(Instant from, Instant to) => $"{Format(from)}/{Format(to)}";

    /// <summary>An interval whose end is open, in the form of ISO 8601-2, from/..</summary>
    public static string OpenFrom(Instant from) => $"{Format(from)}/..";
}
