using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Subscriptions.Webhooks;
using Microsoft.AspNetCore.DataProtection;

namespace HazmatTrack.Server.Tests.Subscriptions;

/// <summary>What a request is sent to, and what is read of an answer.</summary>
public sealed class WebhookSenderTests
{
    private static readonly WebhookSecrets s_secrets = new(new EphemeralDataProtectionProvider());

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("1.1.1.1,127.0.0.1")]
    [InlineData("127.0.0.1,1.1.1.1")]
    public async Task A_name_that_leads_to_an_address_that_is_not_public_is_sent_nothing(string addresses)
    {
        await using var receiver = await Receiver.StartAsync();
        var options = new SubscriptionOptions { AllowHttp = true };
        var attempt = await SendAsync(options, $"http://receiver.example:{receiver.Port}/", [.. addresses.Split(',').Select(IPAddress.Parse)]);
        Assert.Equal(SendResult.Unreachable, attempt.Result);
        Assert.Contains("no public address", attempt.Error, StringComparison.Ordinal);
        Assert.Contains("Subscriptions:AllowedRanges", attempt.Error, StringComparison.Ordinal);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task A_name_that_leads_to_an_allowed_range_is_sent_to_at_the_address_that_was_checked()
    {
        await using var receiver = await Receiver.StartAsync();
        var attempt = await SendAsync(Loopback(), $"http://receiver.example:{receiver.Port}/a?b=c", [IPAddress.Loopback]);
        Assert.Equal((SendResult.Delivered, 204), (attempt.Result, attempt.Status));
        Assert.Equal("/a", Assert.Single(receiver.All).Path);
    }

    [Fact]
    public async Task A_stored_address_that_the_settings_no_longer_allow_is_sent_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        Assert.Equal(SendResult.Unreachable, (await SendAsync(new(), receiver.Address(), [IPAddress.Loopback])).Result);
        Assert.Equal(SendResult.Unreachable, (await SendAsync(new() { AllowHttp = true }, receiver.Address(), [IPAddress.Loopback])).Result);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Of_an_answer_without_end_the_beginning_is_read_and_cleaned()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = async (_, context) =>
        {
            context.Response.StatusCode = 500;
            var line = Encoding.UTF8.GetBytes($"\r\nforged line {new string('x', 1000)}");
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(line, context.RequestAborted);
            }

            return 500;
        };
        var attempt = await SendAsync(Loopback(), receiver.Address(), []);
        Assert.Equal((SendResult.Refused, 500, SendAttempt.LongestText), (attempt.Result, attempt.Status, attempt.Excerpt!.Length));
        Assert.StartsWith("  forged line", attempt.Excerpt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_or_breaks_off_or_wants_another_protocol_is_not_reached()
    {
        Assert.Equal(SendResult.Unreachable, (await SendAsync(Loopback(), "http://127.0.0.1:1025/", [])).Result);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = (_, context) =>
        {
            context.Abort();
            return Task.FromResult(200);
        };
        Assert.Equal(SendResult.Unreachable, (await SendAsync(Loopback(), receiver.Address(), [])).Result);
        var noTls = await SendAsync(Loopback(), $"https://127.0.0.1:{receiver.Port}/", []);
        Assert.Equal((SendResult.Unreachable, null), (noTls.Result, noTls.Status));
    }

    [Fact]
    public async Task A_secret_whose_keys_are_lost_is_said_to_need_rotation()
    {
        var attempt = await SendAsync(Loopback(), "http://127.0.0.1:1025/", [], new(new EphemeralDataProtectionProvider()));
        Assert.Contains("rotate it", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_secret_that_cannot_be_read_does_not_keep_the_new_one_from_signing()
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var rotated = Subscription("https://receiver.example/") with { OldSecret = "bm90aGluZw==", OldUntil = now + TimeSpan.FromHours(1) };
        Assert.Single(s_secrets.Valid(rotated, now));
        Assert.ThrowsAny<CryptographicException>(() => s_secrets.Valid(rotated with { Secret = null }, now));
    }

    [Fact]
    public async Task An_address_that_is_not_reached_leaves_its_time_to_those_after_it()
    {
        await using var receiver = await Receiver.StartAsync();

        // A socket that listens and whose queue is full answers nobody.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), receiver.Port));
        silent.Listen(0);
        var waiting = Fill(silent.LocalEndPoint!);
        try
        {
            var options = new SubscriptionOptions { AllowHttp = true, AllowedRanges = ["127.0.0.0/8"], Timeout = TimeSpan.FromSeconds(4) };
            var attempt = await SendAsync(
                options, $"http://receiver.example:{receiver.Port}/", [IPAddress.Parse("127.0.0.8"), IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]);
            Assert.Equal((SendResult.Delivered, 204), (attempt.Result, attempt.Status));
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>Sockets that begin to connect, more than a queue has room for.</summary>
    private static List<Socket> Fill(EndPoint to)
    {
        var waiting = Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var socket in waiting)
        {
            socket.Blocking = false;
            _ = Record.Exception(() => socket.Connect(to));
        }

        return waiting;
    }

    private static SubscriptionOptions Loopback() => new() { AllowHttp = true, AllowedRanges = ["127.0.0.0/8"] };

    private static async Task<SendAttempt> SendAsync(SubscriptionOptions options, string url, IPAddress[] addresses, WebhookSecrets? secrets = null)
    {
        using var sender = new WebhookSender(
            options, secrets ?? s_secrets, TimeProvider.System,
            OutboundConnection.NewHandler(options.ReadRanges(), options.Timeout, TimeProvider.System, (_, _) => Task.FromResult(addresses)));
        return await sender.SendAsync(Subscription(url), "event-1", "{}"u8.ToArray());
    }

    private static StoredSubscription Subscription(string url) => new()
    {
        Id = "s",
        Version = 1,
        Terms = new()
        {
            Name = "a",
            Channel = SubscriptionChannel.Webhook,
            Role = Role.Inspector,
            Provinces = default(ProvinceSet).With(ProvinceCode.Shanghai),
            Targets = [url],
        },
        Secret = s_secrets.Make().Stored,
        Since = 0,
        TakenTo = 0,
        CreatedAt = default,
        CreatedBy = "a",
        ChangedAt = default,
    };
}
