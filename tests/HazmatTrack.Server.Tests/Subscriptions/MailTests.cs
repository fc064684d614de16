using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Subscriptions.Mails;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>People are told of alerts by mail.</summary>
public sealed class MailTests
{
    private static readonly string[] s_duty = ["duty@example.cn", "chief@example.cn"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_alert_is_mailed_at_once_and_those_until_the_next_mail_together()
    {
        await using var smtp = new FakeSmtpServer();
        await using var server = await StartAsync(smtp, "--Mail:Every=00:00:03");
        var (id, secret) = await RegisterAsync(server);
        Assert.Equal("", secret);
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(() => smtp.Mails.Count == 1, "mailed");
        for (var i = 2; i < 6; i++)
        {
            await server.RaiseAsync(WebhookServer.Truck(i));
        }

        await Eventually.BecomesTrueAsync(() => smtp.Mails.Count == 2, "mailed once more");
        var (to, mail) = smtp.Mails[1];
        Assert.Equal(s_duty, to);
        Assert.Equal("alerts@example.cn", mail.From.Mailboxes.Single().Address);
        Assert.Equal("[HazmatTrack] 4 条告警消息 / 4 alert events", mail.Subject);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.All(Enumerable.Range(2, 4), i => Assert.Contains(WebhookServer.Truck(i).ToString(), mail.TextBody, StringComparison.Ordinal));
        Assert.DoesNotContain("苏A", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("提示 notice  发出 raised", mail.TextBody, StringComparison.Ordinal);
        Assert.NotEqual(smtp.Mails[0].Message.MessageId, mail.MessageId);
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "nothing waits");
        await Eventually.BecomesTrueAsync(async () => await server.Silo.CountAsync("hazmattrack_deliveries_total", "delivered") == 5, "counted");
    }

    [Fact]
    public async Task A_mail_that_the_server_does_not_take_is_sent_again_and_one_whose_answer_is_lost_has_the_same_id()
    {
        await using var smtp = new FakeSmtpServer { Answer = () => "451 4.3.0 later" };
        await using var server = await StartAsync(smtp, "--Mail:Every=00:00:00");
        var (id, _) = await RegisterAsync(server);
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(
            async () => (await server.GetAsync($"/{id}")).GetProperty("lastError").GetString()?.Contains("451", StringComparison.Ordinal) == true,
            "it is said why");
        (smtp.BreaksOff, smtp.Answer) = (true, () => "250 2.0.0 queued");
        await Eventually.BecomesTrueAsync(() => smtp.Mails.Count >= 2, "sent twice");
        await server.RaiseAsync(WebhookServer.Truck(2));
        smtp.BreaksOff = false;
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "nothing waits");
        var first = smtp.Mails[0].Message;
        Assert.Equal(first.MessageId, smtp.Mails[1].Message.MessageId);
        Assert.Equal(first.TextBody, smtp.Mails[1].Message.TextBody);

        // What came meanwhile is in a mail of its own.
        Assert.NotEqual(first.MessageId, smtp.Mails[^1].Message.MessageId);
        Assert.DoesNotContain(WebhookServer.Truck(1).ToString(), smtp.Mails[^1].Message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_mailed_in_its_time_is_a_dead_letter_that_is_replayed()
    {
        await using var smtp = new FakeSmtpServer { Answer = () => "550 5.1.1 no such mailbox" };
        await using var server = await StartAsync(smtp, "--Mail:Every=00:00:00", "--Subscriptions:GiveUpAfter=00:00:01");
        var (id, _) = await RegisterAsync(server);
        await server.RaiseAsync(WebhookServer.Truck(1));
        await server.RaiseAsync(WebhookServer.Truck(2));
        await Eventually.BecomesTrueAsync(async () => await server.DeadAsync(id) == 2, "set aside");
        smtp.Answer = () => "250 2.0.0 queued";
        await server.PostAsync($"/{id}/dead-letters/replay", new { all = true });
        await Eventually.BecomesTrueAsync(() => smtp.Mails.Count == 1, "mailed");
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_keeps_the_mail_from_no_other_and_is_named_by_a_test()
    {
        await using var smtp = new FakeSmtpServer { AnswerTo = to => to == s_duty[0] ? "550 5.1.1 no such mailbox" : "250 ok" };
        await using var server = await StartAsync(smtp, "--Mail:Every=00:00:00");
        var (id, _) = await RegisterAsync(server);
        await server.RaiseAsync(WebhookServer.Truck(1));
        await Eventually.BecomesTrueAsync(() => smtp.Mails.Count == 1, "mailed");
        Assert.Equal([s_duty[1]], smtp.Mails[0].To);
        await Eventually.BecomesTrueAsync(async () => await server.WaitingAsync(id) == 0, "nothing waits");
        var test = await server.PostAsync($"/{id}/ping");
        Assert.True(test.GetProperty("delivered").GetBoolean());
        Assert.Contains($"{s_duty[0]}: 550", test.GetProperty("error").GetString(), StringComparison.Ordinal);

        // Where none is accepted, nothing is delivered.
        smtp.AnswerTo = _ => "550 5.1.1 no such mailbox";
        test = await server.PostAsync($"/{id}/ping");
        Assert.Equal((false, 550), (test.GetProperty("delivered").GetBoolean(), test.GetProperty("status").GetInt32()));
        Assert.Equal(2, smtp.Mails.Count);
    }

    [Fact]
    public async Task A_server_that_wants_a_password_before_it_takes_mail_is_not_reached()
    {
        await using var smtp = new FakeSmtpServer { AnswerFrom = () => "530 5.7.0 authentication required" };
        await using var server = await StartAsync(smtp);
        var (id, _) = await RegisterAsync(server);
        Assert.False((await server.PostAsync($"/{id}/ping")).GetProperty("delivered").GetBoolean());
    }

    [Fact]
    public async Task A_test_is_mailed_and_a_name_or_an_address_brings_no_header_of_its_own()
    {
        await using var smtp = new FakeSmtpServer();
        await using var server = await StartAsync(smtp);
        var (id, _) = await RegisterAsync(server);
        Assert.True((await server.PostAsync($"/{id}/ping")).GetProperty("delivered").GetBoolean());
        Assert.Equal("[HazmatTrack] 测试邮件 / Test", smtp.Mails.Single().Message.Subject);

        using var refused = await server.Administrator.PostAsJsonAsync(
            "/api/v1/subscriptions",
            new
            {
                name = "值班\r\nBcc: x@example.cn",
                channel = "mail",
                role = "inspector",
                provinces = new[] { "310000" },
                addresses = new[] { "a@b.cn\r\nBcc: c@d.cn" },
            },
            Stop);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").EnumerateObject().Select(e => e.Name);
        Assert.Equal(["addresses[0]", "name"], errors.Order(StringComparer.Ordinal));
        Assert.DoesNotContain('\r', MailText.Body("a\r\nBcc: x", []).Split('\n')[0].TrimEnd('\r'));
    }

    private static Task<WebhookServer> StartAsync(FakeSmtpServer smtp, params string[] settings) => WebhookServer.StartAsync(
        ["--Mail:Host=127.0.0.1", $"--Mail:Port={smtp.Port}", "--Mail:Tls=None", "--Mail:From=alerts@example.cn", .. settings]);

    private static Task<(string Id, string Secret)> RegisterAsync(WebhookServer server) =>
        server.RegisterAsync(new { name = "值班", channel = "mail", role = "inspector", provinces = new[] { "310000" }, addresses = s_duty });
}
