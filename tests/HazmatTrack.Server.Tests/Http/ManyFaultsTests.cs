using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Http;

/// <summary>A request with more faults than anybody reads.</summary>
public sealed class ManyFaultsTests(ReadApiTests.Running running) : IClassFixture<ReadApiTests.Running>
{
    [Fact]
    public async Task An_answer_to_a_body_of_nothing_but_faults_is_not_many_times_as_large()
    {
        var body = $"{{{string.Join(',', Enumerable.Range(0, 60_000).Select(i => $"\"m{i}\":1"))}}}";
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await running.Program.Silos[0].Http.PutAsync(
            new Uri("/api/v1/permits/P1", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await ProblemForm.ReadAsync(answer, "many");
        var fields = problem.Fields();

        // What is missing is listed, however many others are not known; and that there are more.
        Assert.Superset(new HashSet<string> { "provinces", "validFrom", "validTo", "vehicle" }, fields.ToHashSet());
        Assert.InRange(fields.Length, 50, 200);
        Assert.Contains("59904", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(problem.GetRawText().Length < body.Length);
    }
}
