using System.Globalization;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>
/// So many processes, and for each that ends another in its place after a second, as an orchestrator does it. The process of each
/// place may be replaced by one of another.
/// </summary>
/// <param name="build">The build that they begin with.</param>
/// <param name="arguments">The settings of all.</param>
/// <param name="logFolder">Where they log.</param>
/// <param name="roles">What the process of each place does.</param>
/// <param name="tell">Takes lines for whoever watches.</param>
internal sealed class SiloCluster(ProgramBuild build, SiloArguments arguments, string logFolder, IReadOnlyList<string> roles, Action<string> tell)
    : IAsyncDisposable
{
    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(1);

    private readonly SiloProcess?[] _places = new SiloProcess?[roles.Count];
    private readonly ProgramBuild[] _builds = [.. Enumerable.Repeat(build, roles.Count)];
    private readonly TimeSpan[] _pauses = new TimeSpan[roles.Count];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _keeping = [];
    private int _started;
    private string _key = "";

    /// <summary>How often a silo ended that nobody had killed: one that finds a server down when it starts does so.</summary>
    public int EndedByThemselves { get; private set; }

    /// <summary>How many silos were started, one after the other in each place.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Those that run; fewer than there should be while one is missing.</summary>
    public IReadOnlyList<SiloProcess> Running => [.. _places.OfType<SiloProcess>().Where(s => !s.Ended.IsCompleted)];

    /// <summary>Those that run and answer people.</summary>
    public IReadOnlyList<SiloProcess> Answering => [.. Running.Where(s => s.Answers)];

    public bool IsFull => Running.Count == _places.Length;

    /// <param name="key">The key that the silos are asked with.</param>
    public void Start(string key)
    {
        _key = key;
        for (var i = 0; i < _places.Length; i++)
        {
            var place = i;
            _places[place] = StartOne(place);
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

    /// <summary>Has the silo of a place, and every one after it, replaced by one of another build, as a rolling upgrade does it.</summary>
    /// <param name="place">Which.</param>
    /// <param name="build">The build from now on.</param>
    /// <param name="inOrder">Whether it is asked to end, and not killed.</param>
    public async Task ReplaceOneAsync(int place, ProgramBuild build, bool inOrder)
    {
        _builds[place] = build;
        var silo = await OneAsync(place);
        _pauses[place] = TimeSpan.FromMilliseconds(1);
        if (inOrder)
        {
            await silo.StopAsync();
        }
        else
        {
            silo.Kill();
        }

        await silo.Ended;
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
                _places[place] = StartOne(place);
            }
        }
        catch (OperationCanceledException)
        {
            // The drill ends.
        }
    }

    private SiloProcess StartOne(int place) => SiloProcess.Start(
        string.Create(CultureInfo.InvariantCulture, $"{(roles[place] == "all" ? "silo" : roles[place])}-{Interlocked.Increment(ref _started)}"),
        _builds[place], arguments.All, roles[place], logFolder, _key);
}
