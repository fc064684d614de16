using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>Every endpoint of a server that runs, for every person of the demo, for nobody, and for keys: who may and who may not.</summary>
public sealed class RoleMatrixTests(AccessServer server) : IClassFixture<AccessServer>
{
    [Fact]
    public async Task Nobody_is_answered_401_by_every_endpoint_that_is_not_open()
    {
        var faults = new List<string>();
        foreach (var call in Calls())
        {
            foreach (var method in call.Method == "GET" ? new[] { "GET", "HEAD" } : [call.Method])
            {
                var answer = await server.SendAsync(null, method, call.Address);
                if (answer.Status != 401 || (method != "HEAD" && !answer.Body.Contains("\"code\":\"not-signed-in\"", StringComparison.Ordinal)))
                {
                    faults.Add($"{method} {call.Address}: {answer.Status} {answer.Body}");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task What_is_open_to_everybody_is_answered_to_nobody()
    {
        foreach (var (method, pattern, _) in server.Endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
        {
            Assert.True((await server.SendAsync(null, method, pattern)).Status is not (401 or 403), $"{method} {pattern}");
        }
    }

    [Fact]
    public async Task Every_person_may_call_what_a_role_of_theirs_may_and_nothing_else()
    {
        var (faults, allowed, refused) = (new List<string>(), 0, 0);
        foreach (var person in SomePeople.All.People)
        {
            foreach (var call in Calls())
            {
                var answer = await server.SendAsync(person.Id, call.Method, call.Address);
                var may = AccessRights.Allows(person.Caller, call.Action);
                (allowed, refused) = may ? (allowed + 1, refused) : (allowed, refused + 1);
                var isRefused = answer.Status == 403 && answer.Body.Contains("\"code\":\"not-allowed\"", StringComparison.Ordinal);
                if (may ? answer.Status is 401 or 403 or >= 500 : !isRefused)
                {
                    faults.Add($"{person.Id}: {call.Method} {call.Address} ({AccessRights.NameOf(call.Action)}): {answer.Status} {answer.Body}");
                }

                if (call is { Method: "DELETE", Action: AccessAction.OwnSession })
                {
                    await server.SignInAgainAsync(person.Id);
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(allowed > 150 && refused > 100, $"{allowed} allowed, {refused} refused");
    }

    [Fact]
    public async Task A_key_may_call_what_it_was_given_and_nothing_else()
    {
        var faults = new List<string>();
        foreach (var action in Enum.GetValues<AccessAction>().Where(AccessRights.IsForKeys))
        {
            foreach (var role in AccessRights.RolesFor(action).Where(r => r != Role.Auditor))
            {
                var key = await SomeKeys.IssueAsync(server.Silo, role, SomePeople.Operator, SomePeople.Everybody.Caller.Provinces, action);
                foreach (var call in Calls())
                {
                    var answer = await server.SendAsync(null, call.Method, call.Address, key: key);
                    if (call.Action == action ? answer.Status is 401 or 403 or >= 500 : answer.Status != 403)
                    {
                        faults.Add($"{AccessRights.NameOf(role)} with {AccessRights.NameOf(action)}: {call.Method} {call.Address}: {answer.Status} {answer.Body}");
                    }
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>A call of each endpoint that is not open, in the order in which they are mapped.</summary>
    private IEnumerable<(string Method, string Address, AccessAction Action)> Calls() =>
        from e in server.Endpoints
        let required = e.Endpoint.Metadata.GetMetadata<RequiredAccess>()
        where required is not null
        select (e.Method, AddressOf(e.Pattern), required.Action);

    /// <summary>An address of something that there is not: whether the call is allowed is decided before it is looked for.</summary>
    private static string AddressOf(string pattern)
    {
        var id = pattern.Contains("/alerts/", StringComparison.Ordinal) ? "x" : Uri.EscapeDataString(AccessServer.Nowhere.ToString());
        var address = pattern.Replace("{number}", "none", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal);
        return address.EndsWith("/history", StringComparison.Ordinal) ? $"{address}?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z" : address;
    }
}
