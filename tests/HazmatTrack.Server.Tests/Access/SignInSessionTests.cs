using System.Collections.Frozen;
using System.Net;
using System.Security.Claims;
using HazmatTrack.Access.Demo;
using HazmatTrack.Access.Limits;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>What becomes of the session that a browser had when somebody signs in, and who is let in without one.</summary>
public sealed class SignInSessionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-sign-in-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task Who_comes_back_from_the_provider_does_not_go_on_with_the_session_of_whoever_was_there_before()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync("--SignIn:main:Authority=https://id.example.cn");
        var tickets = silo.Host.App.Services.GetRequiredService<SessionTickets>();
        var before = DemoPeople.Usual.People.First(p => p.Id == "inspector-sh").Caller;
        var key = await tickets.StoreAsync(new(new ClaimsPrincipal(new CallerIdentity(before, SessionTickets.Scheme)), SessionTickets.Scheme));
        Assert.Equal("inspector-sh", (await RetrieveAsync("/api/v1/session"))!.Principal.FindCaller()!.Subject);

        // A link of anybody ends no session.
        Assert.NotNull(await RetrieveAsync(SessionTickets.CallbackPath + "/another"));

        // Where nothing is retrieved, the framework begins a new session.
        Assert.Null(await RetrieveAsync(SessionTickets.CallbackPath + "/main"));
        await Eventually.BecomesTrueAsync(async () => await RetrieveAsync("/api/v1/session") is null, "the session before has ended", 10);

        Task<AuthenticationTicket?> RetrieveAsync(string path) => tickets.RetrieveAsync(key, new DefaultHttpContext { Request = { Path = path } }, Stop);
    }

    [Fact]
    public async Task A_token_of_an_operator_who_is_not_registered_lets_nobody_in()
    {
        await using var program = TestProgram.Embedded(_folder.FullName);
        var silo = await program.StartAsync();
        var directory = silo.Host.App.Services.GetRequiredService<AccessDirectory>();
        var known = new Caller
        {
            Issuer = "https://id.example.cn",
            Subject = "1",
            Name = "x",
            Roles = new[] { Role.Operator }.ToFrozenSet(),
            Organisation = DemoPeople.OperatorA,
        };
        Assert.True(await directory.AdmitsAsync(known, Stop));
        Assert.False(await directory.AdmitsAsync(known with { Organisation = "91330000MA0000004K" }, Stop));
        Assert.False(await directory.AdmitsAsync(known with { Organisation = null }, Stop));
        Assert.True(await directory.AdmitsAsync(known with { Roles = new[] { Role.Inspector }.ToFrozenSet(), Organisation = null }, Stop));
    }

    [Fact]
    public void Who_guesses_keys_is_held_back_by_address_and_another_address_is_not()
    {
        using var guesses = new KeyGuesses();
        var asked = Enumerable.Range(0, 500).Count(_ => guesses.MayAsk(IPAddress.Parse("192.0.2.1")));
        Assert.InRange(asked, 50, 120);
        Assert.True(guesses.MayAsk(IPAddress.Parse("192.0.2.2")));
    }
}
