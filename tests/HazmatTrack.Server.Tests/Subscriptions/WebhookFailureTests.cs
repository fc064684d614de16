using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>What becomes of events that are not taken.</summary>
public sealed class WebhookFailureTests
{
    [Fact]
    public async Task What_is_not_taken_in_its_time_is_a_dead_letter_that_is_replayed_one_by_one_or_all_or_dropped()
    {
        await using var server = await WebhookServer.StartAsync("--Subscriptions:GiveUpAfter=00:00:01");
        server.Receiver.Answers = (_, _) => Task.FromResult(400);
        var (id, _) = await server.RegisterAsync();
        for (var i = 0; i < 6; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i % 2));
        }

        await Eventually.BecomesTrueAsync(async () => await server.DeadAsync(id) == 6, "all are set aside");
        var page = await server.GetAsync($"/{id}/dead-letters?limit=4");
        var rest = await server.GetAsync($"/{id}/dead-letters?cursor={page.GetProperty("nextCursor").GetString()}");
        var letters = page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).ToList();
        Assert.Equal((6, JsonValueKind.Null), (letters.Count, rest.GetProperty("nextCursor").ValueKind));
        Assert.Equal(400, letters[0].GetProperty("status").GetInt32());

        // What the receiver says may repeat the position that it was sent.
        Assert.All(letters, l => Assert.Equal(JsonValueKind.Null, l.GetProperty("excerpt").ValueKind));
        Assert.Equal(WebhookServer.Truck(0).ToString(), letters[0].GetProperty("vehicle").GetString());
        Assert.True(letters[0].GetProperty("attempts").GetInt32() >= 1);
        await Eventually.BecomesTrueAsync(
            async () => await server.Silo.CountAsync("hazmattrack_deliveries_total", "dead") == 6
                && await server.Silo.CountAsync("hazmattrack_delivery_dead_letters") == 6,
            "counted");

        server.Receiver.Answers = (_, _) => Task.FromResult(200);
        var events = letters.ConvertAll(l => l.GetProperty("event").GetString()!);
        Assert.Equal(1, Count(await server.PostAsync($"/{id}/dead-letters/replay", new { events = new[] { events[4] } })));
        await server.HasTakenAsync(1);
        Assert.Equal(events[4].Replace('.', '-'), server.Receiver.Taken[0].Id);
        Assert.Equal(1, Count(await server.PostAsync($"/{id}/dead-letters/drop", new { events = new[] { events[0] } })));
        Assert.Equal(4, Count(await server.PostAsync($"/{id}/dead-letters/replay", new { all = true })));
        await server.HasTakenAsync(5);
        Assert.All(server.Receiver.Taken.Skip(1).GroupBy(r => r.Vehicle), one => Assert.Equal(one.OrderBy(r => r.Sequence), one));
        await Eventually.BecomesTrueAsync(async () => await server.DeadAsync(id) + await server.WaitingAsync(id) == 0, "nothing is left");

        static int Count(JsonElement answer) => answer.GetProperty("count").GetInt32();
    }

    [Fact]
    public async Task A_receiver_that_answers_410_is_sent_nothing_until_it_is_enabled_and_then_what_it_missed()
    {
        await using var server = await WebhookServer.StartAsync();
        var isFirst = 1;
        server.Receiver.Answers = (_, _) => Task.FromResult(Interlocked.Exchange(ref isFirst, 0) == 1 ? 500 : 410);
        var (id, _) = await server.RegisterAsync();
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(async () => !(await server.GetAsync($"/{id}")).GetProperty("enabled").GetBoolean(), "disabled");
        var gone = await server.GetAsync($"/{id}");
        Assert.Equal("receiver-gone", gone.GetProperty("disabledWhy").GetString());
        Assert.Contains("410", gone.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        server.Receiver.Answers = (_, _) => Task.FromResult(200);
        await server.RaiseAsync(WebhookServer.Truck(1));
        await server.RaiseAsync(WebhookServer.Truck(2));
        await server.PostAsync($"/{id}/enable");
        await server.HasTakenAsync(3);
        Assert.Equal(5, server.Receiver.All.Count);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Receiver.Answers = (received, context) =>
        {
            context.Response.Headers.Location = server.Receiver.Address("elsewhere");
            return Task.FromResult(received.Path == "/elsewhere" ? 200 : 307);
        };
        var (id, _) = await server.RegisterAsync();
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(() => server.Receiver.All.Count >= 3, "tried some times");
        Assert.All(server.Receiver.All, r => Assert.Equal("/hook", r.Path));
        Assert.Contains("redirects are not followed", (await server.GetAsync($"/{id}")).GetProperty("lastError").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_asks_to_wait_is_left_alone_for_that_long()
    {
        await using var server = await WebhookServer.StartAsync();
        var isFirst = 1;
        server.Receiver.Answers = (_, context) =>
        {
            context.Response.Headers.RetryAfter = "2";
            return Task.FromResult(Interlocked.Exchange(ref isFirst, 0) == 1 ? 503 : 200);
        };
        await server.RegisterAsync();
        var begin = TimeProvider.System.GetTimestamp();
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(() => server.Receiver.All.Count == 1, "asked once");
        await server.RaiseAsync(WebhookServer.Truck(2));
        await server.HasTakenAsync(2);
        Assert.True(TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromSeconds(1.9));
        Assert.Equal(3, server.Receiver.All.Count);
    }

    [Fact]
    public async Task A_secret_is_rotated_without_a_gap()
    {
        await using var server = await WebhookServer.StartAsync();
        var (id, first) = await server.RegisterAsync();
        Assert.Equal([true], await SignedByAsync(first));
        var second = (await server.PostAsync($"/{id}/rotate")).GetProperty("secret").GetString()!;
        Assert.Equal([true, true], await SignedByAsync(first, second));
        using var tooSoon = await server.Administrator.PostAsJsonAsync($"/api/v1/subscriptions/{id}/rotate", new { }, TestContext.Current.CancellationToken);
        Assert.Equal(409, (int)tooSoon.StatusCode);
        var third = (await server.PostAsync($"/{id}/rotate", new { overlapHours = 0 })).GetProperty("secret").GetString()!;
        Assert.Equal([false, false, true], await SignedByAsync(first, second, third));
        Assert.Equal(JsonValueKind.Null, (await server.GetAsync($"/{id}")).GetProperty("oldSecretUntil").ValueKind);

        async Task<IReadOnlyList<bool>> SignedByAsync(params string[] secrets)
        {
            Assert.True((await server.PostAsync($"/{id}/ping")).GetProperty("delivered").GetBoolean());
            Assert.Equal("ping", server.Receiver.Taken[^1].Type);
            return server.Receiver.Taken[^1].SignedBy(secrets);
        }
    }

    [Fact]
    public async Task A_receiver_with_too_many_dead_letters_is_disabled_and_loses_nothing()
    {
        await using var server = await WebhookServer.StartAsync(
            "--Subscriptions:GiveUpAfter=00:00:00.500", "--Subscriptions:MostDeadLetters=3", "--Subscriptions:MostWaiting=2");
        server.Receiver.Answers = (_, _) => Task.FromResult(500);
        var (id, _) = await server.RegisterAsync();
        for (var i = 0; i < 12; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i));
        }

        await Eventually.BecomesTrueAsync(
            async () => (await server.GetAsync($"/{id}")).GetProperty("disabledWhy").GetString() == "too-many-dead-letters", "disabled", 40);
        server.Receiver.Answers = (_, _) => Task.FromResult(200);
        await server.PostAsync($"/{id}/dead-letters/replay", new { all = true });
        await server.PostAsync($"/{id}/enable", new { });
        await server.HasTakenAsync(12);
        Assert.Equal(12, server.Receiver.Taken.Select(r => r.Id).Distinct().Count());
    }
}
