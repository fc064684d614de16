using System.Text.Json;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>Checks that an answer is an error in the one form.</summary>
internal static class ProblemForm
{
    private static readonly string[] s_members = ["type", "title", "status", "detail", "code", "errors", "accepted", "rejected", "failed", "from", "to"];

    /// <summary>Returns the error; fails where the answer is none, or has another form.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="what">The request, for the message.</param>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, string what)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.Content.Headers.ContentType?.ToString() == "application/problem+json", $"{what}: {(int)answer.StatusCode} {answer.Content.Headers.ContentType} {text}");
        Assert.Contains("Accept-Language", answer.Headers.Vary, StringComparer.OrdinalIgnoreCase);
        Assert.Contains(answer.Content.Headers.ContentLanguage.Single(), (string[])["zh-CN", "en"]);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        var code = problem.GetProperty("code").GetString()!;
        Assert.Contains(code, ProblemCode.All.Select(c => c.Name));
        Assert.Equal($"urn:problem-type:hazmattrack:{code}", problem.GetProperty("type").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Subset(s_members.ToHashSet(), problem.EnumerateObject().Select(m => m.Name).ToHashSet());
        Assert.True(problem.TryGetProperty("errors", out var errors) || code != "bad-input", $"{what}: {text}");
        foreach (var field in errors.ValueKind == JsonValueKind.Object ? errors.EnumerateObject().ToList() : [])
        {
            Assert.NotEmpty(field.Value.EnumerateArray());
            foreach (var fault in field.Value.EnumerateArray())
            {
                Assert.Contains(fault.GetProperty("code").GetString(), FaultCode.All.Select(c => c.Name));
                Assert.NotEmpty(fault.GetProperty("message").GetString()!);
            }
        }

        return problem;
    }

    /// <summary>The fields that are wrong.</summary>
    public static string[] Fields(this JsonElement problem) => [.. problem.GetProperty("errors").EnumerateObject().Select(e => e.Name)];
}
