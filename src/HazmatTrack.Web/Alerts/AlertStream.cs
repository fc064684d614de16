using System.Globalization;
using System.Text;
using HazmatTrack.Contracts.Alerts;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Web.Scope;
using HazmatTrack.Web.Seen;
using Microsoft.AspNetCore.Http.Features;

namespace HazmatTrack.Web.Alerts;

/// <summary>
/// Sends one client every alert event from the event it names on, each once and in order. A client costs a cursor and no queue: a client that
/// does not read is disconnected and resumes where it was.
/// </summary>
internal sealed class AlertStream(
    AlertStore store, AlertTail tail, AlertSights sights, VehicleSights vehicles, ICallerCheck callers, IToldRecord record, RuleCatalog rules,
    AlertStreamOptions options, AlertStreamMetrics metrics, TimeProvider clock, ServingEnd serving) : IDisposable
{
    private const int PageLength = 500;

    /// <summary>When a client comes back to another server, in milliseconds.</summary>
    private static readonly (int Soonest, int Latest) s_comeBack = (200, 3000);

    /// <summary>Limits how many lagging clients read the store at once, so that a hundred that reconnect together leave capacity to others.</summary>
    private readonly SemaphoreSlim _catchingUp = new(4);

    /// <summary>How many characters of an invalid id are returned.</summary>
    private const int MostOfId = 100;

    private static readonly LocalText s_staleText = new("存储没有响应：此后发生的事件未知。", "The store does not answer: what happened since is not known.");

    /// <param name="context">The request.</param>
    /// <param name="filter">Which events the client requests.</param>
    /// <param name="named">
    /// The id to resume after, as the client sent it; null for none. An invalid id is reported by an event, and the stream starts with the next
    /// event: a browser that receives an error status never reconnects.
    /// </param>
    public async Task RunAsync(HttpContext context, StreamFilter filter, string? named)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, serving.LongAnswers);
        var (first, last) = await store.EventRangeAsync(ended.Token);
        await tail.Started.WaitAsync(ended.Token);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (context.IsHead())
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        metrics.Clients.Inc();
        try
        {
            var (cursor, opening) = Open(named, first, last, RequestLanguage.Of(context.Request));
            try
            {
                await SendAsync(context, [Encoding.UTF8.GetBytes("retry: 2000\n\n"), opening], ended.Token);
                await FollowAsync(context, filter, cursor, ended.Token);
            }
            catch (OperationCanceledException) when (serving.LongAnswers.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
            {
                await SendAsync(context, [ComeBack()], context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected, and resumes where it was.
        }
        catch (SlowClientException)
        {
            metrics.SlowClients.Inc();
            context.Abort();
        }
        catch (AuditUnavailableException)
        {
            // What cannot be recorded is not told; the client resumes where it was.
            context.Abort();
        }
        finally
        {
            metrics.Clients.Dec();
        }
    }

    public void Dispose() => _catchingUp.Dispose();

    private static (long Cursor, byte[] Opening) Open(string? named, long first, long last, Language language)
    {
        long? after = long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        (long Cursor, GapReason? Reason) start = after switch
        {
            null => (last, named is null ? null : GapReason.Unusable),
            { } asked when asked > last => (last, GapReason.Unknown),
            { } asked when asked + 1 < first => (first - 1, GapReason.Expired),
            { } asked => (asked, null),
        };
        var (cursor, reason) = start;
        if (reason is null)
        {
            return (cursor, AlertFrame.Make("start", cursor, new(AlertFrame.IdOf(cursor)), AlertViewJson.Wire.StreamStartView));
        }

        var requested = named!.Length > MostOfId ? named[..MostOfId] : named;
        var gap = new StreamGapView(requested, AlertFrame.IdOf(cursor), reason.Name, reason.Text.In(language));
        return (cursor, AlertFrame.Make("gap", cursor, gap, AlertViewJson.Wire.StreamGapView));
    }

    private async Task FollowAsync(HttpContext context, StreamFilter filter, long cursor, CancellationToken cancellation)
    {
        var scope = context.Caller().ScopeFor(AccessAction.ReadAlerts);
        var stale = false;
        var language = RequestLanguage.Of(context.Request);
        var sentAt = clock.GetTimestamp();
        var connected = Instant.From(clock.GetUtcNow());
        var (told, checkedAt) = (new ToldOf(), clock.GetTimestamp());
        while (true)
        {
            if (clock.GetElapsedTime(checkedAt) >= options.CheckEvery)
            {
                if (!await callers.IsStillLetInAsync(context, cancellation))
                {
                    // The client comes back, and is answered 401.
                    return;
                }

                var left = told.Leave(await vehicles.SeenOfAsync(scope, told.Vehicles, cancellation));
                await SendAsync(context, [.. left.Select(gone => Gone(cursor, gone))], cancellation);
                checkedAt = clock.GetTimestamp();
            }

            var (frames, news) = tail.After(cursor);
            frames ??= await CatchUpAsync(cursor, cancellation);
            if (frames.Count > 0)
            {
                cursor = frames[^1].Sequence;
                var within = (await sights.WithinAsync(scope, frames, frame => (frame.Vehicle, frame.Provinces, frame.Onset), cancellation)).ToHashSet();
                var wanted = frames.Where(frame => within.Contains(frame) && filter.Accepts(frame)).ToList();
                var gone = told.Leave(frames.Where(frame => !within.Contains(frame)));
                told.Tell(wanted);
                if (gone.Count > 0)
                {
                    await SendAsync(context, [.. gone.Select(left => Gone(cursor, left))], cancellation);
                    sentAt = clock.GetTimestamp();
                }

                if (wanted.Count > 0)
                {
                    await record.ToldAsync(context, [.. wanted.Select(frame => frame.Vehicle).Distinct()], cancellation);
                    await SendAsync(context, [.. wanted.Select(frame => frame.Bytes)], cancellation);
                    sentAt = clock.GetTimestamp();

                    // Events that a client missed while it was disconnected do not count as delay of this server.
                    metrics.Sent.Add(wanted.Where(frame => frame.At >= connected).Select(frame => frame.At), Instant.From(clock.GetUtcNow()));
                }

                continue;
            }

            var untilCheck = options.CheckEvery - clock.GetElapsedTime(checkedAt);
            var wait = options.Heartbeat - clock.GetElapsedTime(sentAt);
            wait = wait > TimeSpan.Zero && untilCheck < wait ? untilCheck > TimeSpan.Zero ? untilCheck : TimeSpan.FromMilliseconds(1) : wait;
            if (wait > TimeSpan.Zero)
            {
                using var heard = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(news, Task.Delay(wait, clock, heard.Token));
                await heard.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
                continue;
            }

            var wasStale = stale;
            stale = tail.StaleSince is not null;
            await SendAsync(context, [Pulse(cursor, stale, wasStale, language)], cancellation);
            sentAt = clock.GetTimestamp();
        }
    }

    /// <summary>Spreads the clients of a server that ends over some seconds: they do not all come at once to those that remain.</summary>
    private static byte[] ComeBack() => Encoding.UTF8.GetBytes($"retry: {Random.Shared.Next(s_comeBack.Soonest, s_comeBack.Latest)}\n\n");

    private static byte[] Gone(long cursor, (VehicleId Vehicle, AlertId? Alert) what) =>
        AlertFrame.Make("gone", cursor, new(what.Vehicle.ToString(), what.Alert?.ToString()), AlertViewJson.Wire.StreamGoneView);

    /// <summary>A silent stream must never look like "no alerts" while the store is unavailable.</summary>
    private byte[] Pulse(long cursor, bool stale, bool wasStale, Language language) => (stale, wasStale) switch
    {
        (true, _) => AlertFrame.Make(
            "stale", cursor, new(tail.AskedAt, s_staleText.In(language)), AlertViewJson.Wire.StreamStaleView),
        (false, true) => AlertFrame.Make("current", cursor, new(AlertFrame.IdOf(cursor)), AlertViewJson.Wire.StreamStartView),
        _ => AlertFrame.Heartbeat(cursor),
    };

    private async Task<IReadOnlyList<AlertFrame>> CatchUpAsync(long cursor, CancellationToken cancellation)
    {
        await _catchingUp.WaitAsync(cancellation);
        try
        {
            return [.. (await store.EventsAfterAsync(cursor, PageLength, cancellation)).Select(e => AlertFrame.FromEvent(e, rules))];
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    private async Task SendAsync(HttpContext context, IReadOnlyList<ReadOnlyMemory<byte>> frames, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.SlowClient, clock);
        using var slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            foreach (var frame in frames)
            {
                await context.Response.Body.WriteAsync(frame, slow.Token);
            }

            await context.Response.Body.FlushAsync(slow.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // The web server aborts a request whose write times out, so the client's own token may be cancelled by now too.
            throw new SlowClientException();
        }
    }

    private Task SendAsync(HttpContext context, byte[][] frames, CancellationToken cancellation) =>
        SendAsync(context, [.. frames.Select(frame => (ReadOnlyMemory<byte>)frame)], cancellation);
}
