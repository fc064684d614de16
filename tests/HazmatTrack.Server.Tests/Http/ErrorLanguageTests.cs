using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A reader gets one language at a time, and a cache does not mix them.</summary>
public sealed partial class ErrorLanguageTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("permits", """{"number":""")]
    [InlineData("permits", """{"number":"P1","number":"P1"}""")]
    [InlineData("permits", """{"number":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("permits", "not JSON")]
    [InlineData("alerts/x/acknowledge", "")]
    [InlineData("positions", """[{"plate":}]""")]
    [InlineData("positions", "nothing\nof\nJSON")]
    [InlineData("permits", "gzip")]
    [InlineData("positions", "gzip")]
    public async Task A_fault_of_a_body_is_told_in_Chinese_without_sentences_in_English(string path, string body)
    {
        using var http = new HttpClient { BaseAddress = running.Program.Silos[0].Http.BaseAddress };
        running.Program.Silos[0].Use(http);
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (body == "gzip")
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        using var answer = await http.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content, Stop);
        var problem = await ProblemForm.ReadAsync(answer, path);
        var message = (problem.TryGetProperty("errors", out var errors)
            ? errors.GetProperty("body")[0].GetProperty("message") : problem.GetProperty("rejected")[0].GetProperty("detail")).GetString()!;
        Assert.DoesNotMatch(EnglishWords(), message);
        Assert.DoesNotMatch(EnglishWords(), problem.GetProperty("detail").GetString()!);
        Assert.Contains(message, c => c is >= '一' and <= '鿿');
    }

    [Theory]
    [InlineData("/api/v1/locate?lat=31.2304&lon=121.4737", "provinceName")]
    [InlineData("/api/v1/vehicles/{id}", "provinceName")]
    public async Task An_answer_with_texts_of_one_language_says_which_and_that_there_is_another(string address, string member)
    {
        var texts = new HashSet<string>();
        foreach (var language in (string[])["zh-CN", "en"])
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, address.Replace("{id}", Uri.EscapeDataString(running.Fleet.Trucks[0].Vehicle.ToString()), StringComparison.Ordinal));
            request.Headers.AcceptLanguage.ParseAdd(language);
            using var http = new HttpClient { BaseAddress = running.Program.Silos[0].Http.BaseAddress };
            running.Program.Silos[0].Use(http);
            using var answer = await http.SendAsync(request, Stop);
            Assert.Equal([language], answer.Content.Headers.ContentLanguage);
            Assert.Contains("Accept-Language", answer.Headers.Vary);
            texts.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty(member).GetString()!);
        }

        Assert.Equal(2, texts.Count);
    }

    /// <summary>Three words of English in a row: names such as JSON or a field's are none.</summary>
    [GeneratedRegex(@"[A-Za-z']+ [A-Za-z']+ [A-Za-z']+")]
    private static partial Regex EnglishWords();
}
