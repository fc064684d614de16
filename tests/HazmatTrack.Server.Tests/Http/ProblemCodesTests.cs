using System.Reflection;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Http.Errors;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>The codes of errors: closed lists, in both languages, and in the OpenAPI document.</summary>
public sealed class ProblemCodesTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    [Fact]
    public void Every_code_is_in_its_list_once()
    {
        Assert.Equal(Declared<ProblemCode>(), ProblemCode.All.ToHashSet());
        Assert.Equal(Declared<FaultCode>(), FaultCode.All.ToHashSet());
        Assert.Equal(ProblemCode.All.Count, ProblemCode.All.Select(c => c.Name).Distinct().Count());
        Assert.Equal(FaultCode.All.Count, FaultCode.All.Select(c => c.Name).Distinct().Count());
    }

    [Fact]
    public void Every_code_has_its_texts_in_both_languages()
    {
        var texts = ProblemCode.All.SelectMany(c => new[] { (c.Name, c.Title), (c.Name, c.Meaning) }).Concat(FaultCode.All.Select(c => (c.Name, c.Meaning)));
        foreach (var (code, text) in texts)
        {
            Assert.True(text.Chinese.Any(c => c is >= '一' and <= '鿿'), $"{code}: {text.Chinese}");
            Assert.True(text.English.Length > 5 && text.English.All(char.IsAscii), $"{code}: {text.English}");
        }
    }

    [Fact]
    public async Task Every_code_is_in_the_OpenAPI_document()
    {
        var document = JsonDocument.Parse(await running.Program.Silos[0].Http.GetStringAsync(
            new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken)).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(ProblemCode.All.Select(c => c.Name), Values("ProblemCode"));
        Assert.Equal(FaultCode.All.Select(c => c.Name), Values("FaultCode"));
        var listed = ApiOperation.From(document).SelectMany(c => c.Definition.GetProperty("responses").EnumerateObject())
            .Select(
                r => r.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out var media) ? media : default)
            .Where(m => m.ValueKind == JsonValueKind.Object).SelectMany(m => m.GetProperty("examples").EnumerateObject()).Select(e => e.Name);
        Assert.Equal(ProblemCode.All.Select(c => c.Name).ToHashSet(), listed.ToHashSet());

        IEnumerable<string?> Values(string name) => schemas.GetProperty(name).GetProperty("enum").EnumerateArray().Select(v => v.GetString());
    }

    [Fact]
    public void An_instant_is_written_in_one_way()
    {
        foreach (var (milliseconds, text) in new[] { (0L, "1970-01-01T08:00:00+08:00"), (1_782_864_000_250, "2026-07-01T08:00:00.250+08:00") })
        {
            Assert.Equal(text, ChinaTimeText.Format(new(milliseconds)));
            Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(new Instant(milliseconds), WireJson.NewOptions()));
        }
    }

    private static HashSet<T> Declared<T>() =>
        [.. typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(T)).Select(f => (T)f.GetValue(null)!)];
}
