using System.Globalization;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>
/// How often silos took a vehicle's state from hot state, built one again from history, and judged a vehicle again: of all silos that ran, as each said last.
/// One that is killed takes what it counted in its last second with it.
/// </summary>
internal sealed class StateCounts : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    private readonly SiloCluster _silos;
    private readonly Dictionary<string, Counted> _bySilo = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _asking;

    public StateCounts(SiloCluster silos)
    {
        _silos = silos;
        _asking = Task.Run(AskAsync);
    }

    /// <summary>The sums as of now.</summary>
    public async Task<Counted> TotalAsync()
    {
        await Task.WhenAll(_silos.Running.Select(AskAsync));
        lock (_bySilo)
        {
            return _bySilo.Values.Aggregate(default(Counted), (sum, one) =>
                new(sum.Loaded + one.Loaded, sum.Rebuilt + one.Rebuilt, sum.JudgedAgain + one.JudgedAgain, sum.ForRules + one.ForRules));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking;
        _stop.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            while (true)
            {
                await Task.WhenAll(_silos.Running.Select(AskAsync));
                await Task.Delay(s_every, TimeProvider.System, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private async Task AskAsync(SiloProcess silo)
    {
        try
        {
            // One that is held up does not keep the others from being asked.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            patience.CancelAfter(s_every);
            var text = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), patience.Token);
            var lines = text.Split('\n');
            var counted = new Counted(
                Of("hazmattrack_states_loaded_total "),
                Of("hazmattrack_states_rebuilt_total "),
                Of("hazmattrack_rejudged_total{"),
                Of("""hazmattrack_rejudged_total{cause="rule-version"} """));
            lock (_bySilo)
            {
                _bySilo[silo.Name] = counted;
            }

            long Of(string counter) => lines.Where(l => l.StartsWith(counter, StringComparison.Ordinal))
                .Sum(l => (long)double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException && !_stop.IsCancellationRequested)
        {
            // It starts, ends, or is held up.
        }
    }

    /// <param name="Loaded">States taken from hot state.</param>
    /// <param name="Rebuilt">States built again from history.</param>
    /// <param name="JudgedAgain">Vehicles judged again.</param>
    /// <param name="ForRules">Those of them for a rule that their state was behind with.</param>
    internal readonly record struct Counted(long Loaded, long Rebuilt, long JudgedAgain, long ForRules);
}
