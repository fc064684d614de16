using System.Text;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>An answer as a client sees it.</summary>
internal sealed record SomeAnswer(int Status, string Headers, string Body)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Reads the whole answer; of a stream only its head.</summary>
    internal static async Task<SomeAnswer> ReadAsync(HttpResponseMessage answer)
    {
        var isStream = answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {string.Join(',', h.Value)}");
        return new((int)answer.StatusCode, string.Join('\n', headers), isStream ? "" : await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Reads a stream until the text has what is asked for, and then to the next sign of life.</summary>
    internal static async Task<string> ReadStreamAsync(HttpClient http, HttpRequestMessage request, Func<string, bool> until)
    {
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Stop));
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith(": alive", StringComparison.Ordinal) && until(text.ToString()))
            {
                break;
            }

            text.AppendLine(line);
        }

        return text.ToString();
    }
}
