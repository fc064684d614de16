using System.Net.Http.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>A receiver's own system is told of alerts: what it may see, signed, and in order of each vehicle.</summary>
public sealed class WebhookTests
{
    private static readonly ProvinceCode s_jiangsu = ProvinceCode.Jiangsu, s_shanghai = ProvinceCode.Shanghai;
    private static readonly ProvinceCode s_zhejiang = ProvinceCode.Zhejiang, s_anhui = ProvinceCode.Anhui;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_comes_once_with_a_signature_that_a_kept_library_verifies()
    {
        await using var server = await WebhookServer.StartAsync();
        var (id, secret) = await server.RegisterAsync();
        var change = await server.RaiseAsync(WebhookServer.Truck(1));
        await server.HasTakenAsync(1);
        var received = server.Receiver.Taken[0];
        Assert.Equal(("/hook", "alert.raised"), (received.Path, received.Type));
        Assert.Equal(change.Vehicle.ToString(), received.Vehicle);
        Assert.Equal(received.Id, received.Data.GetProperty("eventId").GetString()!.Replace('.', '-'));
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - received.Timestamp, -5, 60);
        new StandardWebhooks.StandardWebhook(secret).Verify(received.Body, new HeaderDictionary
        {
            ["webhook-id"] = received.Id,
            ["webhook-timestamp"] = received.Timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["webhook-signature"] = received.Signature,
        });
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "nothing waits");
        await Eventually.BecomesTrueAsync(async () => await server.Silo.CountAsync("hazmattrack_deliveries_total", "delivered") == 1, "counted");

        // What is shown never has the secret.
        Assert.DoesNotContain(secret[6..], (await server.GetAsync("")).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspectors_are_told_of_their_province_an_operator_of_its_own_vehicles_and_nobody_of_more()
    {
        await using var server = await WebhookServer.StartAsync();
        var access = server.Silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await access.RegisterVehiclesAsync(DemoPeople.OperatorA, [WebhookServer.Truck(1)], "test", Stop);
        await access.RegisterVehiclesAsync(DemoPeople.OperatorB, [WebhookServer.Truck(2)], "test", Stop);
        await server.RegisterAsync("320000", "jiangsu");
        await server.RegisterAsync("330000", "zhejiang", ["orange", "red"]);
        await server.RegisterOperatorAsync();
        await server.RaiseAsync(WebhookServer.Truck(1), s_jiangsu, s_shanghai);
        await server.RaiseAsync(WebhookServer.Truck(2), s_jiangsu, s_zhejiang, Severity.Red);
        await server.RaiseAsync(WebhookServer.Truck(2), s_anhui, s_zhejiang);
        await server.RaiseAsync(WebhookServer.Truck(3), s_anhui, s_shanghai);
        await server.RaiseAsync(WebhookServer.Truck(1), s_anhui, s_zhejiang, Severity.Orange);
        await server.HasTakenAsync(6);
        await server.RaiseAsync(WebhookServer.Truck(9), s_jiangsu, s_zhejiang, Severity.Orange);
        await server.HasTakenAsync(8);

        // By path the vehicles and the provinces that were entered, in the order of their events.
        Assert.Equal(["苏A00001_2 310000", "苏A00002_2 330000", "苏A00009_2 330000"], Told("jiangsu"));
        Assert.Equal(["苏A00001_2 330000", "苏A00002_2 330000", "苏A00009_2 330000"], Told("zhejiang").Order(StringComparer.Ordinal));
        Assert.Equal(["苏A00001_2 310000", "苏A00001_2 330000"], Told("operator-a"));

        IEnumerable<string> Told(string path) => server.Receiver.Taken.Where(r => r.Path == $"/{path}").OrderBy(r => r.Sequence)
            .Select(r => $"{r.Vehicle} {r.Data.GetProperty("alert").GetProperty("toProvince").GetString()}");
    }

    [Fact]
    public async Task An_alert_that_leaves_the_sight_is_said_to_be_gone_and_what_left_before_it_was_sent_is_not_sent()
    {
        await using var server = await WebhookServer.StartAsync();
        var access = server.Silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await access.RegisterVehiclesAsync(DemoPeople.OperatorA, [WebhookServer.Truck(5)], "test", Stop);
        await server.RegisterAsync("320000");
        var raised = await server.RaiseAsync(WebhookServer.Truck(1), s_jiangsu, s_shanghai);
        await server.AmendAsync(raised, s_anhui, s_zhejiang);
        await server.HasTakenAsync(2);
        Assert.Equal(["alert.raised", "alert.gone"], server.Receiver.Taken.Select(r => r.Type));
        Assert.Equal(raised.Vehicle.ToString(), server.Receiver.Taken[1].Vehicle);

        // The operator's receiver is away until the vehicle is the operator's no more.
        var (id, _) = await server.RegisterOperatorAsync();
        server.Receiver.Answers = (_, _) => Task.FromResult(500);
        await server.RaiseAsync(WebhookServer.Truck(5), s_anhui, s_zhejiang);
        await Eventually.BecomesTrueAsync(() => server.Receiver.All.Any(r => r.Path == "/operator-a"), "tried");
        await access.ReleaseVehiclesAsync(DemoPeople.OperatorA, [WebhookServer.Truck(5)], "test", Stop);
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "it is not sent any more");
        Assert.Equal(1, await server.Silo.CountAsync("hazmattrack_deliveries_total", "out-of-sight"));
        Assert.Equal(0, await server.DeadAsync(id));
    }

    [Fact]
    public async Task That_an_alert_is_gone_is_not_said_by_terms_by_which_it_was_never_told()
    {
        await using var server = await WebhookServer.StartAsync();
        server.Receiver.Answers = (_, _) => Task.FromResult(500);
        var (id, _) = await server.RegisterAsync("320000");
        var raised = await server.RaiseAsync(WebhookServer.Truck(1), s_jiangsu, s_shanghai);
        await server.AmendAsync(raised, s_anhui, s_zhejiang);
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 2, "both wait");
        using var changed = await server.Administrator.PutAsJsonAsync(
            $"/api/v1/subscriptions/{id}",
            new { name = "b", channel = "webhook", role = "inspector", provinces = new[] { "330000" }, url = server.Receiver.Address() }, Stop);
        Assert.True(changed.IsSuccessStatusCode);
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "neither is sent any more");
        Assert.Equal(0, await server.DeadAsync(id));
    }

    [Fact]
    public async Task An_operator_that_is_suspended_is_told_nothing_until_it_is_not()
    {
        await using var server = await WebhookServer.StartAsync();
        var access = server.Silo.Host.App.Services.GetRequiredService<IAccessStore>();
        await access.RegisterVehiclesAsync(DemoPeople.OperatorA, [WebhookServer.Truck(1)], "test", Stop);
        await server.RegisterOperatorAsync();
        await server.RegisterAsync("320000", "jiangsu");
        await SuspendAsync(true);
        await server.RaiseAsync(WebhookServer.Truck(1), s_jiangsu, s_shanghai);
        await server.HasTakenAsync(1);
        Assert.Equal("/jiangsu", Assert.Single(server.Receiver.All).Path);
        await SuspendAsync(false);
        await server.HasTakenAsync(2);
        Assert.Equal("/operator-a", server.Receiver.All[1].Path);

        async Task SuspendAsync(bool suspended)
        {
            using var saved = await server.Administrator.PutAsJsonAsync(
                $"/api/v1/operators/{DemoPeople.OperatorA}", new { name = "甲", province = "310000", suspended }, Stop);
            Assert.True(saved.IsSuccessStatusCode);
            var directory = server.Silo.Host.App.Services.GetRequiredService<AccessDirectory>();
            await Eventually.BecomesTrueAsync(
                async () => (await directory.OperatorAsync(DemoPeople.OperatorA, Stop))?.Operator.IsSuspended == suspended, "the program knows");
        }
    }

    [Fact]
    public async Task Of_each_vehicle_events_come_in_order_however_often_they_fail_and_no_vehicle_waits_for_another()
    {
        await using var server = await WebhookServer.StartAsync();
        var failed = new HashSet<string>();
        var stuck = WebhookServer.Truck(0).ToString();
        server.Receiver.Answers = (received, _) => Task.FromResult(received.Vehicle == stuck ? 500 : IsFirstTime(received.Id) ? 500 : 200);
        await server.RegisterAsync();
        for (var i = 0; i < 20; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i % 5));
        }

        // Of the one vehicle whose events are refused only the first is tried; those of the others all come, at the second attempt.
        await server.HasTakenAsync(16);
        Assert.Single(server.Receiver.All.Where(r => r.Vehicle == stuck).Select(r => r.Id).Distinct());
        server.Receiver.Answers = (_, _) => Task.FromResult(200);
        await server.HasTakenAsync(20);
        Assert.All(server.Receiver.Taken.GroupBy(r => r.Vehicle), one => Assert.Equal(one.OrderBy(r => r.Sequence), one));
        Assert.Equal(20, server.Receiver.Taken.Select(r => r.Id).Distinct().Count());
        Assert.InRange(server.Receiver.MostUnderWay, 1, 4);

        bool IsFirstTime(string id)
        {
            lock (failed)
            {
                return failed.Add(id);
            }
        }
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_no_other()
    {
        await using var server = await WebhookServer.StartAsync();
        using var released = new SemaphoreSlim(0);
        server.Receiver.Answers = async (received, context) =>
        {
            if (received.Path == "/slow")
            {
                await released.WaitAsync(context.RequestAborted);
            }

            return 200;
        };
        var (slow, _) = await server.RegisterAsync("310000", "slow");
        await server.RegisterAsync("310000", "quick");
        for (var i = 0; i < 10; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i));
        }

        await server.HasTakenAsync(10);
        Assert.All(server.Receiver.Taken, r => Assert.Equal("/quick", r.Path));
        await Eventually.BecomesTrueAsync(
            async () => (await server.GetAsync($"/{slow}")).GetProperty("lastError").GetString()?.Contains("did not answer", StringComparison.Ordinal) == true,
            "it is said why");
        released.Release(1000);

        // What was under way when the receiver did not answer comes twice.
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(server.Receiver.Taken.Where(r => r.Path == "/slow").Select(r => r.Id).Distinct().Count() == 10),
            "the slow one has them all");
    }
}
