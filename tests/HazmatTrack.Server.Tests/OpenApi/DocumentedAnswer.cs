using System.Globalization;
using System.Text.Json;
using HazmatTrack.Server.Tests.Http;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>
/// Compares answers with what the OpenAPI document says of them: status, media type, headers, every member of the body, and the code of an error.
/// </summary>
internal sealed class DocumentedAnswer(JsonElement document)
{
    private const string Problem = "application/problem+json";

    /// <summary>Adds what the document does not say of an answer, or says otherwise.</summary>
    public async Task CheckAsync(ApiOperation call, string address, HttpResponseMessage answer, List<string> faults)
    {
        var (status, type) = ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
        var at = $"{call} at {address}: {status} {type}";
        var responses = call.Definition.GetProperty("responses");
        if (!responses.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var response) && !responses.TryGetProperty("default", out response))
        {
            faults.Add($"{at}: the document does not have the status: {await TextAsync(answer)}");
            return;
        }

        if (status >= 500)
        {
            faults.Add($"{at}: the server's fault: {await TextAsync(answer)}");
        }

        var headers = response.TryGetProperty("headers", out var described) ? described.EnumerateObject().Select(h => h.Name).ToList() : [];
        faults.AddRange(((string[])["ETag", "Link", "Location", "Retry-After", "Unreadable-Stretches"])
            .Where(h => answer.Headers.Contains(h) && !headers.Contains(h)).Select(h => $"{at}: the document does not have the header {h}."));
        var text = await TextAsync(answer);
        if (!response.TryGetProperty("content", out var content))
        {
            faults.AddRange(text.Length > 0 ? [$"{at}: the document says that there is no body: {text}"] : []);
            return;
        }

        if (type is null || !content.TryGetProperty(type, out var media))
        {
            faults.Add($"{at}: the document does not have the media type: {text}");
            return;
        }

        if (type is "application/json" or Problem)
        {
            new SchemaCheck(document, faults).Check(media.GetProperty("schema"), JsonDocument.Parse(text).RootElement, at);
        }

        if (type == Problem)
        {
            CheckProblem(at, text, media, faults);
        }
    }

    private static void CheckProblem(string at, string text, JsonElement media, List<string> faults)
    {
        var code = JsonDocument.Parse(text).RootElement.GetProperty("code").GetString()!;
        if (!media.GetProperty("examples").TryGetProperty(code, out _))
        {
            faults.Add($"{at}: the document does not have the code {code} there: {text}");
        }
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
