using HazmatTrack.Http.Errors;
using Microsoft.Net.Http.Headers;

namespace HazmatTrack.Http.Requests;

/// <summary>Reads the conditions of a request: lists of entity tags (RFC 9110 §13.1).</summary>
internal static class EntityTags
{
    /// <summary>The tags of a header; null where it is absent, and where it is no list of tags, which is a fault.</summary>
    public static IList<EntityTagHeaderValue>? Read(HttpRequest request, string name, RequestFaults faults)
    {
        var header = request.Headers[name];
        IList<EntityTagHeaderValue>? tags = null;
        if (header.Count == 0 || EntityTagHeaderValue.TryParseStrictList(header, out tags))
        {
            return tags;
        }

        faults.Add(name, FaultCode.Invalid, new(
            $"“{header}”既不是 *，也不是带引号的实体标签列表，例如 \"3\"。", $"'{header}' is neither * nor a list of entity tags in quotes, such as \"3\"."));
        return null;
    }
}
