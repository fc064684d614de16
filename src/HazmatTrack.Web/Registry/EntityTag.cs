using System.Globalization;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Registry;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Web.Registry;

/// <summary>
/// The version of a document as an entity tag (RFC 9110 §8.8.3), such as <c>"3"</c>, and the conditions that clients set with it (§13.1).
/// </summary>
internal static class EntityTag
{
    public static string FromVersion(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Which versions the client has already (If-None-Match of a GET).</summary>
    public static Func<int, bool> Known(HttpRequest request, RequestFaults faults)
    {
        var tags = EntityTags.Read(request, HeaderNames.IfNoneMatch, faults);
        return version => tags?.Any(t => t.Equals(EntityTagHeaderValue.Any) || VersionOf(t) == version) == true;
    }

    /// <summary>The condition that If-Match and If-None-Match of a request place on the current version.</summary>
    public static VersionCondition Condition(HttpRequest request, RequestFaults faults)
    {
        var (match, none) = (EntityTags.Read(request, HeaderNames.IfMatch, faults), EntityTags.Read(request, HeaderNames.IfNoneMatch, faults));
        return match is null && none is null ? VersionCondition.None : new()
        {
            MustExist = match is not null,

            // A weak tag never matches here (§8.8.3.2).
            OneOf = match is null || match.Contains(EntityTagHeaderValue.Any) ? null : [.. match.Where(t => !t.IsWeak).Select(VersionOf).OfType<int>()],
            MustNotExist = none?.Contains(EntityTagHeaderValue.Any) == true,
            NoneOf = none is null ? [] : [.. none.Select(VersionOf).OfType<int>()],
        };
    }

    /// <summary>Returns null for a tag that is not the version of a document.</summary>
    private static int? VersionOf(EntityTagHeaderValue tag) =>
        int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
