using System.Globalization;
using HazmatTrack.Http;
using HazmatTrack.Storage.Registry;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Web.Registry;

/// <summary>
/// The version of a document as an entity tag (RFC 9110 §8.8.3), such as <c>"3"</c>, and the conditions that clients set with it (§13.1).
/// </summary>
internal static class EntityTag
{
    public static string FromVersion(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Whether the client has this version already (If-None-Match of a GET).</summary>
    /// <exception cref="BadInputException">The header is no list of entity tags.</exception>
    public static bool IsKnown(HttpRequest request, int version) =>
        Read(request, HeaderNames.IfNoneMatch) is { } tags && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || VersionOf(t) == version);

    /// <summary>The condition that If-Match and If-None-Match of a request place on the current version.</summary>
    /// <exception cref="BadInputException">A header is no list of entity tags.</exception>
    public static VersionCondition Condition(HttpRequest request)
    {
        var (match, none) = (Read(request, HeaderNames.IfMatch), Read(request, HeaderNames.IfNoneMatch));
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

    private static IList<EntityTagHeaderValue>? Read(HttpRequest request, string name)
    {
        var header = request.Headers[name];
        return header.Count == 0 ? null
            : EntityTagHeaderValue.TryParseStrictList(header, out var tags) ? tags
            : throw new BadInputException(name, $"'{header}' is neither * nor a list of entity tags in quotes, such as \"3\".");
    }
}
