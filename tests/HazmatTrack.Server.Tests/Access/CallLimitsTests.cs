using System.Net;
using HazmatTrack.Access.Limits;
using HazmatTrack.Server.Tests.EndToEnd;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>Who calls without end is held back, and nobody else.</summary>
public sealed class CallLimitsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-limits-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task One_who_calls_too_often_is_told_to_wait_and_another_person_is_answered()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--Access:CallsPerSecond=1", "--Access:CallsAtOnce=20");
        var (eager, other) = (await silo.SignInAsync("inspector-sh"), await silo.SignInAsync("inspector-js"));
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            using var answer = await AskAsync(silo, eager);
            statuses.Add((int)answer.StatusCode);
            Assert.True(answer.IsSuccessStatusCode || answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        }

        Assert.InRange(statuses.Count(s => s == 200), 20, 39);
        Assert.Equal([200, 429], statuses.Distinct().Order());
        using var others = await AskAsync(silo, other);
        Assert.Equal(200, (int)others.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    public void Somebody_unknown_is_an_address_or_of_IPv6_a_network_so_that_other_addresses_of_it_have_no_calls_of_their_own(string address, string name) =>
        Assert.Equal(name, CallLimits.AddressOf(IPAddress.Parse(address)));

    private static async Task<HttpResponseMessage> AskAsync(TestProgram.Silo silo, string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = silo.Http.BaseAddress };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return await client.GetAsync(new Uri("/api/v1/session", UriKind.Relative), Stop);
    }
}
