using HazmatTrack.Domain;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Http.Errors;

/// <summary>The language of a response's texts, by the header Accept-Language (RFC 9110 §12.5.4): Chinese, unless the client prefers English.</summary>
internal static class RequestLanguage
{
    /// <summary>The languages as tags for the header Content-Language.</summary>
    private static string TagOf(Language language) => language == Language.English ? "en" : "zh-CN";

    /// <summary>
    /// The language of a response with texts of one language, which its headers then name: without them a cache would give it to readers of the other.
    /// </summary>
    public static Language Declare(HttpContext context)
    {
        var language = Of(context.Request);
        context.Response.Headers.ContentLanguage = TagOf(language);
        context.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        return language;
    }

    /// <summary>Of Chinese and English the one with the greater weight, and of equal ones the first; other languages do not count.</summary>
    public static Language Of(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var ranges))
        {
            return Language.Chinese;
        }

        var (best, found) = (0.0, Language.Chinese);
        foreach (var range in ranges)
        {
            if (LanguageOf(range.Value.AsSpan()) is { } language && (range.Quality ?? 1) > best)
            {
                (best, found) = (range.Quality ?? 1, language);
            }
        }

        return found;
    }

    private static Language? LanguageOf(ReadOnlySpan<char> range)
    {
        var primary = range.IndexOf('-') is > 0 and var dash ? range[..dash] : range;
        return primary.Equals("en", StringComparison.OrdinalIgnoreCase) ? Language.English
            : primary.Equals("zh", StringComparison.OrdinalIgnoreCase) ? Language.Chinese
            : null;
    }
}
