using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using HazmatTrack.Subscriptions.Settings;

namespace HazmatTrack.Subscriptions.Webhooks;

/// <summary>Sends signed requests to receivers, and reads no more than the beginning of what they answer.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>How much of an answer is read, in bytes.</summary>
    private const int MostRead = 4096;

    private static readonly MediaTypeHeaderValue s_json = new("application/json") { CharSet = "utf-8" };

    private readonly HttpMessageInvoker _http;
    private readonly SubscriptionOptions _options;
    private readonly WebhookSecrets _secrets;
    private readonly TimeProvider _time;

    public WebhookSender(SubscriptionOptions options, WebhookSecrets secrets, TimeProvider time)
        : this(options, secrets, time, OutboundConnection.NewHandler(options.ReadRanges(), options.Timeout, time))
    {
    }

    internal WebhookSender(SubscriptionOptions options, WebhookSecrets secrets, TimeProvider time, SocketsHttpHandler handler) =>
        (_options, _secrets, _time, _http) = (options, secrets, time, new(handler));

    /// <summary>Sends one event, and says what became of it. Throws nothing.</summary>
    /// <param name="id">The id of the event, the same each time it is sent.</param>
    public async Task<SendAttempt> SendAsync(StoredSubscription subscription, string id, byte[] body)
    {
        var text = subscription.Terms.Targets is [var target, ..] ? target : "";
        if (!WebhookAddress.TryParse(text, _options.AllowHttp, _options.ReadRanges(), out var address, out var why))
        {
            return new(SendResult.Unreachable, null, why.English);
        }

        using var patience = new CancellationTokenSource(_options.Timeout, _time);
        try
        {
            using var request = NewRequest(subscription, address, id, body);
            using var answer = await _http.SendAsync(request, patience.Token);
            var status = (int)answer.StatusCode;
            return SendAttempt.FromStatus(status, RetryAfter(answer.Headers.RetryAfter), await ExcerptAsync(answer.Content, patience.Token));
        }
        catch (OperationCanceledException)
        {
            return new(SendResult.Unreachable, null, $"The receiver did not answer within {_options.Timeout}.");
        }
        catch (CryptographicException e)
        {
            return new(SendResult.Unreachable, null, $"The secret cannot be decrypted, since the keys that encrypted it are lost; rotate it. {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(SendResult.Unreachable, null, Cut(Said(e)));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What went wrong, with its cause where the message does not have it already.</summary>
    private static string Said(Exception failure) =>
        failure is HttpRequestException { InnerException: { } cause } && !failure.Message.Contains(cause.Message, StringComparison.Ordinal)
            ? $"{failure.Message} {cause.Message}"
            : failure.Message;

    /// <summary>The beginning of a text, without characters that could forge a line of a log.</summary>
    internal static string Cut(string text)
    {
        var cut = text.Length > SendAttempt.LongestText ? text[..SendAttempt.LongestText] : text;
        return string.Create(cut.Length, cut, (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? ' ' : from[i];
            }
        });
    }

    private HttpRequestMessage NewRequest(StoredSubscription subscription, Uri address, string id, byte[] body)
    {
        var now = Instant.From(_time.GetUtcNow());
        var seconds = now.UnixMilliseconds / 1000;
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } } };
        request.Headers.Add(WebhookSignature.IdHeader, id);
        request.Headers.Add(WebhookSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Sign(id, seconds, body, _secrets.Valid(subscription, now)));
        request.Headers.UserAgent.Add(new("HazmatTrack", null));
        return request;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - _time.GetUtcNow() : null);

    /// <summary>Reads the beginning of an answer. What the receiver answers in its body changes nothing, so that it may fail.</summary>
    private static async Task<string?> ExcerptAsync(HttpContent content, CancellationToken cancellation)
    {
        var (bytes, length) = (new byte[MostRead], 0);
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellation);
            length = await stream.ReadAtLeastAsync(bytes, MostRead, throwOnEndOfStream: false, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has been read: it decides.
        }

        return length == 0 ? null : Cut(Encoding.UTF8.GetString(bytes, 0, length));
    }
}
