using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Silos;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>Lets the faults strike, some before the one before is overcome, and measures how long each takes to be.</summary>
internal sealed class Striker(DrillPlan plan, FaultDeck deck, Sender sender, SiloCluster silos, Commits commits, string track, Action<string> tell)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_guess = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(plan.Seed * 104_729);
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Dictionary<string, Task<FaultLine>> _open = [];
    private readonly List<FaultLine> _lines = [];
    private long _started;
    private int _struck;

    /// <summary>How long the faults that have not struck will still take, by those that have.</summary>
    public TimeSpan Left()
    {
        var left = deck.Count - _lines.Count;
        return left == 0 || _started == 0 ? TimeSpan.Zero : left * (_lines.Count < 3 ? s_guess : _time.GetElapsedTime(_started) / _lines.Count);
    }

    public async Task<IReadOnlyList<FaultLine>> RunAsync(CancellationToken cancellation)
    {
        _started = _time.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(3), _time, cancellation);
        while (_struck < deck.Count)
        {
            var fault = deck.Next();
            if (_open.TryGetValue(fault.Target, out var before))
            {
                await before;
            }

            Collect();
            _struck++;
            _open[fault.Target] = StrikeAsync(_struck, fault, _open.Count == 0, cancellation);
            if (_random.NextDouble() >= plan.Overlapping)
            {
                await Task.WhenAll(_open.Values);
                Collect();
            }

            await Task.Delay(TimeSpan.FromSeconds(4 * _random.NextDouble()), _time, cancellation);
        }

        await Task.WhenAll(_open.Values);
        Collect();
        return [.. _lines.OrderBy(l => l.Number)];
    }

    private void Collect()
    {
        foreach (var (target, done) in _open.Where(o => o.Value.IsCompleted).ToList())
        {
            _open.Remove(target);
            _lines.Add(done.GetAwaiter().GetResult());
        }
    }

    private async Task<FaultLine> StrikeAsync(int number, Fault fault, bool alone, CancellationToken cancellation)
    {
        var (at, struck) = (_time.GetElapsedTime(_started), _time.GetTimestamp());
        var inLog = sender.Newest();
        await fault.Strike();
        var mending = MendAsync(fault, struck, cancellation);
        TimeSpan? stored = null;
        TimeSpan? whole = null;
        while ((stored is null || whole is null) && !(mending.IsCompleted && _time.GetElapsedTime(struck) - await mending > plan.Patience))
        {
            stored ??= commits.Reach(inLog) ? _time.GetElapsedTime(struck) : null;

            // Before it is mended it may look whole only because nobody has noticed yet.
            whole ??= mending.IsCompleted && await AreWholeAsync(cancellation) ? _time.GetElapsedTime(struck) : null;
            await Task.Delay(s_look, _time, cancellation);
        }

        var down = await mending;
        var line = new FaultLine(number, at, fault.What, alone, down, stored, whole);
        tell(line.ToString());
        return line;
    }

    /// <summary>Answers after how long what was broken was there again.</summary>
    private async Task<TimeSpan> MendAsync(Fault fault, long struck, CancellationToken cancellation)
    {
        await Task.Delay(fault.Outage, _time, cancellation);
        if (fault.Mend is { } mend)
        {
            await mend();
        }

        return _time.GetElapsedTime(struck);
    }

    private async Task<bool> AreWholeAsync(CancellationToken cancellation) =>
        silos.IsFull && (await Task.WhenAll(silos.Running.Select(s => s.IsWholeAsync(track, cancellation)))).All(whole => whole);
}
