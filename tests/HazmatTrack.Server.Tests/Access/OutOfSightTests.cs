using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>
/// What is out of a caller's sight is answered as what does not exist, byte for byte: to operators about a vehicle of another, and to the inspectors and
/// officers of each province about one that has nothing to do with it.
/// </summary>
public sealed class OutOfSightTests(AccessServer server) : IClassFixture<AccessServer>
{
    private const string Span = "from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z";

    /// <summary>An alert that nobody has ever raised.</summary>
    private static readonly AlertId s_noAlert = AlertId.Parse("00000000000000000000");

    /// <summary>A refused report that there is not.</summary>
    private const string NoLetter = "9";

    public static TheoryData<string> Viewers => [.. AccessServer.Viewers.Select(p => p.Id)];

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task What_is_not_seen_is_answered_as_what_does_not_exist(string id)
    {
        var (person, faults) = (PersonOf(id), new List<string>());
        var foreign = AccessServer.ForeignTo(person);
        foreach (var call in Calls().Where(c => AccessRights.Allows(person.Caller, c.Action)))
        {
            var theirs = await server.SendAsync(id, call.Method, call.AddressOf(foreign), call.BodyOf?.Invoke(foreign));
            var none = await server.SendAsync(id, call.Method, call.AddressOf(AccessServer.Nowhere), call.BodyOf?.Invoke(AccessServer.Nowhere));
            if (none.Status >= 500 || theirs.Status != none.Status || Plain(theirs.Headers) != Plain(none.Headers) || Plain(theirs.Body) != Plain(none.Body))
            {
                faults.Add($"{id}: {call.Method} {call.AddressOf(foreign)}:\n{theirs}\n{none}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task No_list_search_or_stream_names_what_is_not_seen_and_each_names_what_is(string id)
    {
        var foreign = AccessServer.ForeignTo(PersonOf(id));
        var own = foreign == AccessServer.East ? AccessServer.South : AccessServer.East;
        var now = TimeProvider.System.GetUtcNow();
        var lately = $"from={now.AddDays(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}&to={now.AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}";
        var texts = new Dictionary<string, string> { ["stream"] = await server.StreamAsync(id) };
        foreach (var address in new[]
        {
            "/api/v1/vehicles", "/api/v1/vehicles?limit=1", "/api/v1/vehicles?near=31.3,121.2,200000", "/api/v1/alerts", "/api/v1/permits",
            $"/api/v1/search/presence?bbox=118,30,122,32&{lately}", $"/api/v1/search/presence?bbox=118,30,122,32&{lately}&format=csv",
            $"/api/v1/search/presence?bbox=118,30,122,32&{lately}&format=geojson",
        })
        {
            var answer = await server.SendAsync(id, "GET", address);
            Assert.True(answer.Status == 200, $"{address}: {answer}");
            texts.Add(address, answer.Body + answer.Headers);
        }

        foreach (var (address, text) in texts)
        {
            Assert.DoesNotContain(foreign.Plate, text, StringComparison.Ordinal);
            Assert.True(text.Contains(own.Plate, StringComparison.Ordinal), $"{address} does not name {own}: {text}");
        }
    }

    [Theory]
    [MemberData(nameof(Viewers))]
    public async Task Counts_are_of_what_is_seen(string id)
    {
        var foreign = AccessServer.ForeignTo(PersonOf(id));
        var own = foreign == AccessServer.East ? AccessServer.South : AccessServer.East;
        var open = server.Alerts[own].Count(a => a.Status is not (AlertStatus.Closed or AlertStatus.Retracted));
        Assert.Contains($"\"total\":{open},", (await server.SendAsync(id, "GET", "/api/v1/alerts/counts")).Body, StringComparison.Ordinal);
    }

    /// <summary>An officer sees of a track what happened in the province, and an operator all of its own.</summary>
    [Fact]
    public async Task A_track_and_a_presence_are_told_as_far_as_they_are_seen()
    {
        var track = $"/api/v1/vehicles/{Uri.EscapeDataString(AccessServer.East.ToString())}/history?{Span}&format=csv";
        var whole = Lines(await server.SendAsync("operator-a", "GET", track));
        var (shanghai, jiangsu) = (Lines(await server.SendAsync("officer-sh", "GET", track)), Lines(await server.SendAsync("officer-js", "GET", track)));
        Assert.NotEmpty(shanghai);
        Assert.NotEmpty(jiangsu);
        Assert.Equal(whole, jiangsu.Concat(shanghai));

        var now = TimeProvider.System.GetUtcNow();
        var search = $"/api/v1/search/presence?bbox=120.9,31.2,121.4,31.4&from={now.AddDays(-1):yyyy-MM-dd'T'HH:mm:ss'Z'}&to={now.AddHours(1):yyyy-MM-dd'T'HH:mm:ss'Z'}&format=csv";
        async Task<string[]> PassAsync(string person) => Assert.Single(Lines(await server.SendAsync(person, "GET", search))).Split(',');
        var (all, before, after) = (await PassAsync("operator-a"), await PassAsync("officer-js"), await PassAsync("officer-sh"));
        Assert.Equal(int.Parse(all[10], null), int.Parse(before[10], null) + int.Parse(after[10], null));
        Assert.Equal((all[1], all[2]), (before[1], after[2]));
    }

    /// <summary>A number is one among all documents of a kind; whose it is, and when it was filed, is not told.</summary>
    [Fact]
    public async Task A_document_that_is_not_seen_is_neither_replaced_nor_withdrawn()
    {
        var number = AccessServer.PermitOf(AccessServer.South);
        foreach (var (officer, province) in new[] { ("officer-sh", "310000"), ("officer-js", "320000") })
        {
            var put = await server.SendAsync(officer, "PUT", $"/api/v1/permits/{number}", PermitFor(AccessServer.East, province));
            var post = await server.SendAsync(officer, "POST", "/api/v1/permits", PermitFor(AccessServer.East, province, number));
            Assert.Equal((409, 409), (put.Status, post.Status));
            Assert.Equal(put.Body, post.Body);
            Assert.DoesNotContain("version 1", put.Body, StringComparison.Ordinal);
            Assert.Equal(404, (await server.SendAsync(officer, "DELETE", $"/api/v1/permits/{number}")).Status);
        }

        var kept = await server.SendAsync("operator-b", "GET", $"/api/v1/permits/{number}/versions");
        Assert.Contains(AccessServer.South.ToString(), kept.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(AccessServer.East.ToString(), kept.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"version\":2", kept.Body, StringComparison.Ordinal);
    }

    /// <summary>Who files a permit for the own province reads it, wherever the vehicle is.</summary>
    [Fact]
    public async Task A_permit_for_a_province_is_seen_by_its_officers_and_inspectors()
    {
        var body = PermitFor(new("鲁B10008", PlateColour.Yellow), "330000");
        Assert.Equal(201, (await server.SendAsync("officer-zj", "PUT", "/api/v1/permits/ZJ-1", body)).Status);
        foreach (var person in AccessServer.Viewers)
        {
            var isSeen = person.Id is "officer-zj" or "inspector-zj";
            Assert.Equal((person.Id, isSeen ? 200 : 404), (person.Id, (await server.SendAsync(person.Id, "GET", "/api/v1/permits/ZJ-1")).Status));
            Assert.Equal(isSeen, (await server.SendAsync(person.Id, "GET", "/api/v1/permits")).Body.Contains("ZJ-1", StringComparison.Ordinal));
        }
    }

    /// <summary>The truck is at home in Shandong and in Shanghai now, so that its permit for Shandong is seen there, and is not Shanghai's to change.</summary>
    [Fact]
    public async Task An_officer_files_and_withdraws_what_concerns_the_own_province_alone()
    {
        var seen = $"/api/v1/permits/{AccessServer.PermitOf(AccessServer.East)}";
        Assert.Equal(200, (await server.SendAsync("officer-sh", "GET", seen)).Status);
        foreach (var (method, address, body) in new[]
        {
            ("DELETE", seen, null),
            ("PUT", seen, PermitFor(AccessServer.East, "310000")),
            ("POST", "/api/v1/permits", PermitFor(AccessServer.East, "370000", "SH-1")),
            ("POST", "/api/v1/permits", PermitFor(AccessServer.East, "310000\",\"370000", "SH-1")),
            ("PUT", "/api/v1/permits/SH-1", PermitFor(AccessServer.East, "320000")),
        })
        {
            var answer = await server.SendAsync("officer-sh", method, address, body);
            Assert.True(answer.Status == 403 && answer.Body.Contains("\"code\":\"not-allowed\"", StringComparison.Ordinal), $"{method} {body}: {answer}");
            Assert.Contains("at home in your provinces", answer.Body, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("\"version\":2", (await server.SendAsync("officer-sh", "GET", $"{seen}/versions")).Body, StringComparison.Ordinal);
        Assert.Equal(201, (await server.SendAsync("officer-sh", "POST", "/api/v1/permits", PermitFor(AccessServer.East, "310000", "SH-1"))).Status);
        Assert.Equal(403, (await server.SendAsync("officer-js", "DELETE", "/api/v1/permits/SH-1")).Status);
        Assert.Equal(200, (await server.SendAsync("officer-sh", "DELETE", "/api/v1/permits/SH-1")).Status);
    }

    [Fact]
    public void Every_endpoint_that_answers_one_vehicle_alert_or_document_is_asked()
    {
        var asked = Calls().Select(c => $"{c.Method} {c.Pattern}").ToHashSet();
        var missing = server.Endpoints.Where(e => e.Endpoint.Metadata.GetMetadata<RequiredAccess>()?.Reach == AccessReach.OneVehicle)
            .Select(e => $"{e.Method} {e.Pattern}").Where(e => !asked.Contains(e)).ToList();
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    private static DemoPerson PersonOf(string id) => DemoPeople.Usual.People.Single(p => p.Id == id);

    private static List<string> Lines(SomeAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.ToString());
        return [.. answer.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }

    /// <summary>A text without what names the object itself.</summary>
    private string Plain(string text)
    {
        foreach (var vehicle in new[] { AccessServer.East, AccessServer.South, AccessServer.Nowhere })
        {
            text = text.Replace(vehicle.Plate, "PLATE", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(vehicle.Plate), "PLATE", StringComparison.Ordinal)
                .Replace(AccessServer.PermitOf(vehicle), "NUMBER", StringComparison.Ordinal);
        }

        foreach (var letter in server.Letters.Values.Select(l => $"{l}").Append(NoLetter))
        {
            text = text.Replace($"number {letter}.", "number LETTER.", StringComparison.Ordinal);
        }

        return server.Alerts.Values.SelectMany(a => a).Select(a => a.Id).Append(s_noAlert)
            .Aggregate(text, (t, alert) => t.Replace(alert.ToString(), "ALERT", StringComparison.Ordinal));
    }

    /// <summary>The calls that name a vehicle, or an alert or a document of it.</summary>
    private IEnumerable<Call> Calls()
    {
        string Alert(VehicleId vehicle) => (server.Alerts.TryGetValue(vehicle, out var alerts) ? alerts[0].Id : s_noAlert).ToString();
        string Letter(VehicleId vehicle) => server.Letters.TryGetValue(vehicle, out var letter) ? $"{letter}" : NoLetter;
        string Id(VehicleId vehicle) => Uri.EscapeDataString(vehicle.ToString());
        foreach (var (method, pattern, endpoint) in server.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<RequiredAccess>() is not { } required)
            {
                continue;
            }

            Call Of(Func<VehicleId, string> addressOf, Func<VehicleId, string>? bodyOf = null) => new(method, pattern, required.Action, addressOf, bodyOf);
            if (pattern.EndsWith("/vehicles/{id}", StringComparison.Ordinal))
            {
                yield return Of(v => $"/api/v1/vehicles/{Id(v)}");
                yield return Of(v => $"/api/v1/vehicles/{Id(v).ToLowerInvariant()}");
            }
            else if (pattern.EndsWith("/history", StringComparison.Ordinal))
            {
                foreach (var format in new[] { "json", "geojson", "geojson&geometry=lines", "gpx", "csv" })
                {
                    yield return Of(v => $"/api/v1/vehicles/{Id(v)}/history?{Span}&format={format}");
                }

                yield return Of(v => $"/api/v1/vehicles/{Id(v)}/history?from=soon");
            }
            else if (pattern.Contains("/alerts/{id}", StringComparison.Ordinal))
            {
                yield return Of(
                    v => pattern.Replace("{id}", Alert(v), StringComparison.Ordinal),
                    method == "GET" ? null
                        : pattern.EndsWith("assign", StringComparison.Ordinal) ? _ => """{"assignee":"李四"}"""
                        : _ => """{}""");
            }
            else if (pattern.Contains("/dead-letters/{id}", StringComparison.Ordinal))
            {
                yield return Of(v => pattern.Replace("{id}", Letter(v), StringComparison.Ordinal), method == "GET" ? null : _ => "{}");
            }
            else if (pattern.EndsWith("/dead-letters/search", StringComparison.Ordinal) || pattern.EndsWith("/quality/search", StringComparison.Ordinal))
            {
                yield return Of(_ => pattern.Replace("{code}", DemoPeople.OperatorA, StringComparison.Ordinal), v => $$"""{"vehicle":"{{v}}"}""");
            }
            else if (pattern.Contains("{number}", StringComparison.Ordinal) && method is "GET" or "DELETE")
            {
                yield return Of(v => pattern.Replace("{number}", AccessServer.PermitOf(v), StringComparison.Ordinal));
            }
            else if (pattern.EndsWith("/permits/{number}", StringComparison.Ordinal) || pattern.EndsWith("/routes/{number}", StringComparison.Ordinal))
            {
                yield return Of(_ => pattern.Replace("{number}", "NEW", StringComparison.Ordinal), v => DocumentOf(v, pattern, null));
            }
            else if (method == "POST" && required is { Action: AccessAction.FileDocuments })
            {
                yield return Of(_ => pattern, v => DocumentOf(v, pattern, "NEW"));
            }
            else if (method == "GET" && pattern.TrimEnd('/') is "/api/v1/alerts" or "/api/v1/permits" or "/api/v1/routes")
            {
                yield return Of(v => $"{pattern}?vehicle={Id(v)}");
            }
        }
    }

    private static string PermitFor(VehicleId vehicle, string province, string? number = null) =>
        DocumentOf(vehicle, "permits", number).Replace("370000", province, StringComparison.Ordinal);

    /// <summary>A permit for Shandong, or a route there: for none of the provinces of the people who ask.</summary>
    private static string DocumentOf(VehicleId vehicle, string pattern, string? number)
    {
        var own = pattern.Contains("permits", StringComparison.Ordinal) ? "\"provinces\":[\"370000\"]"
            : "\"line\":{\"type\":\"LineString\",\"coordinates\":[[117.0,36.6],[118.0,36.7]]},\"corridorM\":500";
        return $$"""
            {{{(number is null ? "" : $"\"number\":\"{number}\",")}}"vehicle":"{{vehicle}}",{{own}},"validFrom":"2026-07-01T00:00:00Z","validTo":"2026-08-01T00:00:00Z"}
            """;
    }

    private sealed record Call(
        string Method, string Pattern, AccessAction Action, Func<VehicleId, string> AddressOf, Func<VehicleId, string>? BodyOf);
}
