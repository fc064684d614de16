using System.Globalization;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Replay;

/// <summary>Sends lines in order, at their pace, and counts their outcomes.</summary>
internal sealed class ReplayRun(IReplayTarget target, ReplayArguments options, ReplayCount count, FaultLog faults, TextWriter output, TimeProvider time)
{
    private const int MostAtOnce = 2000;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly long _began = time.GetTimestamp();
    private long _shown = time.GetTimestamp();

    /// <param name="lines">The lines in order of time.</param>
    /// <param name="oldest">The first plausible time before the shift: the pace begins with it, and earlier lines are sent at once.</param>
    /// <param name="newest">The last plausible time before the shift: later lines are sent with it.</param>
    public async Task SendAsync(IEnumerable<TrackLine> lines, Instant oldest, Instant newest, CancellationToken cancellation)
    {
        var span = newest - oldest;
        var batch = new List<TrackLine>();
        Instant? first = null;
        foreach (var line in lines)
        {
            first ??= options.ShiftToNow ? Instant.From(time.GetUtcNow()) - span : oldest;
            while (options.Speed is { } speed && Due(line.Report.Time, first.Value, span) > time.GetElapsedTime(_began) * speed)
            {
                await FlushAsync(batch, cancellation);
                await Task.Delay(s_tick, time, cancellation);
            }

            batch.Add(line);
            if (batch.Count == MostAtOnce)
            {
                await FlushAsync(batch, cancellation);
            }
        }

        await FlushAsync(batch, cancellation);
        await ShowAsync(null);
    }

    private static TimeSpan Due(Instant at, Instant first, TimeSpan span) => at - first is var due && due < span ? due : span;

    private async Task FlushAsync(List<TrackLine> batch, CancellationToken cancellation)
    {
        if (batch.Count == 0)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        var missing = await target.SendAsync(batch, cancellation);
        foreach (var (index, why) in missing)
        {
            faults.Report("not taken", batch[index].Line, why);
        }

        count.Refused += missing.Count;
        count.Sent += batch.Count - missing.Count;
        if (time.GetElapsedTime(_shown) > TimeSpan.FromSeconds(1))
        {
            _shown = time.GetTimestamp();
            await ShowAsync(batch[^1]);
        }

        batch.Clear();
    }

    private Task ShowAsync(TrackLine? last) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"{count.Sent:N0} of {count.Read:N0} sent, {count.Refused:N0} not taken{(last is { } l ? $"; at {l.Report.Time.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss zzz}" : "")}; {(count.Sent + count.Refused) / Math.Max(0.001, time.GetElapsedTime(_began).TotalSeconds):N0} a second"));
}
