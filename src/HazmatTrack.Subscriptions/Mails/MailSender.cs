using System.Net.Sockets;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Subscriptions.Settings;
using HazmatTrack.Subscriptions.Webhooks;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace HazmatTrack.Subscriptions.Mails;

/// <summary>Sends mail by the server of the settings.</summary>
/// <param name="password">The password with the server; null where it asks for none.</param>
internal sealed class MailSender(MailOptions options, SubscriptionOptions subscriptions, MailPassword password, TimeProvider time)
{
    public bool IsSet => options.IsSet;

    /// <summary>
    /// Sends one mail, and says what became of it. Throws nothing. It is delivered where the server has it for at least one address; the error then names the
    /// addresses that the server refuses for good.
    /// </summary>
    /// <param name="id">The same each time the same mail is sent: a mailbox that has it may drop the second.</param>
    public async Task<SendAttempt> SendAsync(IReadOnlyList<string> addresses, string id, string subject, string text)
    {
        if (!options.IsSet)
        {
            return new(SendResult.Unreachable, null, "No mail server is set (Mail:Host).");
        }

        using var patience = new CancellationTokenSource(subscriptions.Timeout, time);
        try
        {
            using var message = NewMessage(addresses, id, subject, text);
            using var client = new Client { CheckCertificateRevocation = false, LocalDomain = DomainOf(options.From) };
            await client.ConnectAsync(options.Host, options.Port, Security(options.Tls), patience.Token);
            if (options.User != "")
            {
                await client.AuthenticateAsync(options.User, password.Text ?? "", patience.Token);
            }

            var answer = await client.SendAsync(message, patience.Token);
            await QuitAsync(client, patience.Token);
            return new(SendResult.Delivered, null, client.Refusal, WebhookSender.Cut(answer ?? ""));
        }
        catch (OperationCanceledException)
        {
            return new(SendResult.Unreachable, null, $"The mail server did not answer within {subscriptions.Timeout}.");
        }
        catch (SmtpCommandException e)
        {
            return new(SendResult.Unreachable, (int)e.StatusCode, WebhookSender.Cut($"The mail server answered {(int)e.StatusCode}: {e.Message}"));
        }
        catch (Exception e) when (e is ProtocolException or CommandException or AuthenticationException or SslHandshakeException or SocketException
            or IOException or NotSupportedException or ServiceNotAuthenticatedException or ServiceNotConnectedException
            or System.Security.Authentication.AuthenticationException)
        {
            return new(SendResult.Unreachable, null, WebhookSender.Cut(e.Message));
        }
    }

    private MimeMessage NewMessage(IReadOnlyList<string> addresses, string id, string subject, string text)
    {
        var message = new MimeMessage
        {
            MessageId = $"{id}@{DomainOf(options.From)}",
            Date = time.GetUtcNow(),
            Subject = subject,
            Body = new TextPart("plain") { Text = text },
        };
        message.From.Add(new MailboxAddress("HazmatTrack", options.From));
        message.To.AddRange(addresses.Select(a => new MailboxAddress("", a)));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>The mail is the server's already: whatever happens now changes nothing.</summary>
    private static async Task QuitAsync(Client client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
            // The connection is closed in any case.
        }
    }

    /// <summary>A client for which an address that the server refuses for good keeps the mail from no other.</summary>
    private sealed class Client : SmtpClient
    {
        private readonly List<(MailboxAddress Mailbox, SmtpResponse Response)> _refused = [];

        /// <summary>The addresses that were refused, and what the server says of each; null for none.</summary>
        public string? Refusal => _refused.Count == 0 ? null : WebhookSender.Cut("The mail server refuses these addresses, and has the mail for the others: "
            + string.Join("; ", _refused.Select(r => $"{r.Mailbox.Address}: {(int)r.Response.StatusCode} {r.Response.Response}")));

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            if ((int)response.StatusCode < 500)
            {
                // It may be accepted later: then all get the mail, once.
                base.OnRecipientNotAccepted(message, mailbox, response);
            }

            _refused.Add((mailbox, response));
        }

        protected override void OnNoRecipientsAccepted(MimeMessage message)
        {
            var (mailbox, response) = _refused[0];
            throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, response.StatusCode, mailbox, response.Response);
        }
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    private static SecureSocketOptions Security(MailTls tls) => tls switch
    {
        MailTls.StartTls => SecureSocketOptions.StartTls,
        MailTls.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}

/// <summary>The password with the mail server.</summary>
/// <param name="Text">Null where it asks for none.</param>
internal sealed record MailPassword(string? Text)
{
    /// <summary>Shows nothing of it.</summary>
    public override string ToString() => "***";
}
