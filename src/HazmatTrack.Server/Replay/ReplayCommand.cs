using System.Globalization;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>The command <c>replay</c>: sends recorded tracks in event time and shows how far it is.</summary>
internal static class ReplayCommand
{
    private const int MostAtOnce = 2000;
    private const int MostBadLinesTold = 20;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs it; answers the exit code (<see cref="ReplayArguments.Usage"/>).</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var told = ReplayArguments.Parse(arguments);
            var bad = 0;
            var tracks = TrackCsv.Read(told, (line, fault) =>
            {
                if (++bad <= MostBadLinesTold)
                {
                    errors.WriteLine($"{told.File}:{line}: {fault}; left out.");
                }
            });
            if (bad > MostBadLinesTold)
            {
                await errors.WriteLineAsync($"{told.File}: {bad - MostBadLinesTold} more lines left out.");
            }

            if (tracks.Count == 0)
            {
                await errors.WriteLineAsync($"{told.File} holds no position.");
                return 1;
            }

            if (told.ShiftToNow)
            {
                var by = Instant.From(time.GetUtcNow()) - tracks[^1].Report.Time;
                tracks = tracks.ConvertAll(t => (t.Vehicle, t.Report with { Time = t.Report.Time + by }));
            }

            using IReplayTarget target = told.Brokers is { } brokers ? await KafkaTarget.OpenAsync(brokers, told.Topic) : new DoorTarget(told.Url);
            var failed = await SendAsync(target, tracks, told.Speed, output, errors, time, cancellation);
            return bad + failed > 0 ? 1 : 0;
        }
        catch (ReplayException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped.");
            return 1;
        }
    }

    private static async Task<int> SendAsync(
        IReplayTarget target, List<(VehicleId Vehicle, PositionReport Report)> tracks, double? speed, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellation)
    {
        var (sent, failed) = (0, 0);
        string? reason = null;
        var (began, shown) = (time.GetTimestamp(), time.GetTimestamp());
        var first = tracks[0].Report.Time;
        while (sent < tracks.Count)
        {
            cancellation.ThrowIfCancellationRequested();
            var until = speed is { } s ? first + (time.GetElapsedTime(began) * s) : new Instant(long.MaxValue);
            var end = sent;
            while (end < tracks.Count && end - sent < MostAtOnce && tracks[end].Report.Time <= until)
            {
                end++;
            }

            if (end == sent)
            {
                await Task.Delay(s_tick, time, cancellation);
            }
            else
            {
                var (missed, why) = await target.SendAsync(tracks.GetRange(sent, end - sent), cancellation);
                failed += missed;
                if (missed > 0 && reason is null)
                {
                    await errors.WriteLineAsync(reason = $"Not taken: {why}");
                }

                sent = end;
            }

            if (time.GetElapsedTime(shown) > TimeSpan.FromSeconds(1))
            {
                shown = time.GetTimestamp();
                await ShowAsync();
            }
        }

        await ShowAsync();
        return failed;

        Task ShowAsync() => output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{sent - failed:N0} of {tracks.Count:N0} sent, {failed:N0} not taken; at {tracks[Math.Max(0, sent - 1)].Report.Time.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss zzz}; {sent / Math.Max(0.001, time.GetElapsedTime(began).TotalSeconds):N0} a second"));
    }
}
