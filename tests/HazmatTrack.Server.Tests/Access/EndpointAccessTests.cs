using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>Every endpoint of a server that runs says what it asks of its caller.</summary>
public sealed class EndpointAccessTests(AccessServer server) : IClassFixture<AccessServer>
{
    /// <summary>What is open to everybody: it says nothing of any vehicle or person.</summary>
    private static readonly string[] s_open =
    [
        "GET /", "HEAD /", "GET /api/v1/sign-in", "GET /api/v1/sign-in/provider/{name}", "POST /api/v1/sign-in/demo", "GET /healthz/live",
        "GET /healthz/ready", "GET /metrics", "GET /openapi/v1.json",
    ];

    [Fact]
    public void Every_endpoint_requires_one_access_or_is_in_the_list_of_those_open_to_everybody()
    {
        Assert.True(server.Endpoints.Count > 40, $"{server.Endpoints.Count} endpoints");
        var faults = new List<string>();
        foreach (var (method, pattern, endpoint) in server.Endpoints)
        {
            var name = $"{method} {pattern}";
            var required = endpoint.Metadata.OfType<RequiredAccess>().Count();
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            if (isOpen != s_open.Contains(name) || required != (isOpen ? 0 : 1))
            {
                faults.Add($"{name}: {required} times RequiredAccess, {(isOpen ? "open" : "not open")} to everybody");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void An_endpoint_that_names_a_vehicle_an_alert_or_a_document_answers_one_alone_or_is_for_administrators()
    {
        foreach (var (method, pattern, endpoint) in server.Endpoints.Where(e => e.Pattern.Contains("{id}", StringComparison.Ordinal)))
        {
            var required = endpoint.Metadata.GetMetadata<RequiredAccess>()!;
            Assert.True(
                required.Reach == AccessReach.OneVehicle
                    || required.Action is Domain.Access.AccessAction.ChangeOperation or Domain.Access.AccessAction.ManageAccess,
                $"{method} {pattern}: {required.Reach}");
        }
    }
}
