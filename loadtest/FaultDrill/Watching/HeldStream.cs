using System.Globalization;
using System.Net;
using HazmatTrack.FaultDrill.Silos;

namespace HazmatTrack.FaultDrill.Watching;

/// <summary>
/// An inspector's stream of alerts, held through everything: when its server ends, is killed or falls silent, it goes on with another one after the last
/// event that it has.
/// </summary>
internal sealed class HeldStream : IAsyncDisposable
{
    /// <summary>Longer than between two signs of life on a stream where nothing happens.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Events that tell of the stream and not of an alert.</summary>
    private static readonly string[] s_ofStream = ["start", "gap", "gone", "stale", "current"];

    private readonly SiloCluster _silos;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<long> _seen = [];
    private readonly Task _holding;
    private long _last;

    public HeldStream(SiloCluster silos)
    {
        _silos = silos;
        _holding = Task.Run(HoldAsync);
    }

    /// <summary>How often it has gone on with another server, or with the same again.</summary>
    public int Resumed { get; private set; }

    /// <summary>How often it was told that events are missing.</summary>
    public int Gaps { get; private set; }

    /// <summary>The numbers of the events that it was told, in the order in which it was.</summary>
    public IReadOnlyList<long> Seen()
    {
        lock (_gate)
        {
            return [.. _seen];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _holding;
        _stop.Dispose();
    }

    private async Task HoldAsync()
    {
        try
        {
            for (var turn = 0; ; turn++)
            {
                if (_silos.Answering is { Count: > 0 } answering)
                {
                    try
                    {
                        await FollowAsync(answering[turn % answering.Count]);
                    }
                    catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
                    {
                        // Its server is gone, or silent.
                    }

                    Resumed++;
                }

                await Task.Delay(s_pause, TimeProvider.System, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private async Task FollowAsync(SiloProcess server)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(s_silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream");
        request.Headers.Add("Last-Event-ID", _last.ToString(CultureInfo.InvariantCulture));
        using var answer = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return;
        }

        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token));
        var (id, kind) = (_last, "");
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            patience.CancelAfter(s_silence);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line[7..];
            }
            else if (line == "")
            {
                Take(id, kind);
                kind = "";
            }
        }
    }

    private void Take(long id, string kind)
    {
        _last = id;
        Gaps += kind == "gap" ? 1 : 0;
        if (kind != "" && !s_ofStream.Contains(kind))
        {
            lock (_gate)
            {
                _seen.Add(id);
            }
        }
    }
}
