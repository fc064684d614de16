using System.Globalization;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>
/// So many silos, and for each that ends another in its place after a second, as an orchestrator does it.
/// </summary>
internal sealed class SiloCluster(SiloArguments arguments, string logFolder, int silos, Action<string> tell) : IAsyncDisposable
{
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(1);

    private readonly SiloProcess?[] _places = new SiloProcess?[silos];
    private readonly TimeSpan[] _pauses = new TimeSpan[silos];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _keeping = [];
    private int _started;

    /// <summary>How often a silo ended that nobody had killed: one that finds a server down when it starts does so.</summary>
    public int EndedByThemselves { get; private set; }

    /// <summary>Those that run; fewer than there should be while one is missing.</summary>
    public IReadOnlyList<SiloProcess> Running => [.. _places.OfType<SiloProcess>().Where(s => !s.Ended.IsCompleted)];

    public bool IsFull => Running.Count == _places.Length;

    public void Start()
    {
        for (var i = 0; i < _places.Length; i++)
        {
            var place = i;
            _places[place] = StartOne();
            _keeping.Add(Task.Run(() => KeepAsync(place)));
        }
    }

    /// <summary>Kills the silo of a place, once there is one, and has another started after a pause.</summary>
    public async Task KillOneAsync(int place, TimeSpan pause)
    {
        var silo = await OneAsync(place);
        _pauses[place] = pause + TimeSpan.FromMilliseconds(1);
        silo.Kill();
    }

    /// <summary>The silo of a place, once there is one.</summary>
    public async Task<SiloProcess> OneAsync(int place)
    {
        while (_places[place]!.Ended.IsCompleted)
        {
            await Task.Delay(s_restart / 10, TimeProvider.System, _stop.Token);
        }

        return _places[place]!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_keeping);
        foreach (var silo in _places.OfType<SiloProcess>())
        {
            if (!silo.Ended.IsCompleted)
            {
                silo.Kill();
            }

            await silo.Ended;
            silo.Dispose();
        }

        _stop.Dispose();
    }

    private async Task KeepAsync(int place)
    {
        try
        {
            while (true)
            {
                var silo = _places[place]!;
                await silo.Ended.WaitAsync(_stop.Token);
                var pause = _pauses[place];
                _pauses[place] = TimeSpan.Zero;
                if (pause == TimeSpan.Zero)
                {
                    EndedByThemselves++;
                    tell($"{silo.Name} ended by itself with {silo.ExitCode}: {(await File.ReadAllLinesAsync(silo.LogFile)).LastOrDefault()}");
                    pause = s_restart;
                }

                await Task.Delay(pause, TimeProvider.System, _stop.Token);
                _places[place] = StartOne();
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private SiloProcess StartOne() => SiloProcess.Start(
        string.Create(CultureInfo.InvariantCulture, $"silo-{Interlocked.Increment(ref _started)}"), arguments.All, logFolder);
}
