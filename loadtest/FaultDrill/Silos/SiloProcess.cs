using System.Diagnostics;
using System.Globalization;
using System.Net;
using HazmatTrack.Testing;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>A silo as a process of its own, which may be killed. What it logs is in a file.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;

    private SiloProcess(Process process, string name, string role, string logFile, Uri address, string key)
    {
        (_process, Name, LogFile, Answers, TakesReports) = (process, name, logFile, role is "all" or "web", role is "all" or "gateway");
        Http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        ObserverKey.Use(Http, key);
        Ended = process.WaitForExitAsync();
    }

    public string Name { get; }

    public string LogFile { get; }

    public HttpClient Http { get; }

    /// <summary>Whether its role is to answer people.</summary>
    public bool Answers { get; }

    /// <summary>Whether its role is to take reports by HTTP.</summary>
    public bool TakesReports { get; }

    /// <summary>Done when the process has ended, in whatever way.</summary>
    public Task Ended { get; }

    public int ExitCode => _process.ExitCode;

    public static SiloProcess Start(string name, ProgramBuild build, IEnumerable<string> arguments, string role, string logFolder, string key)
    {
        var port = FreePorts.Next();
        var logFile = Path.Combine(logFolder, $"{name}.log");
        var start = new ProcessStartInfo("bash");
        foreach (var argument in (string[])
            [
                "-c", "exec \"${@:1}\" >\"$0\" 2>&1 </dev/null", logFile,
                .. build.Command, "--roles", role, .. arguments, $"--Server:Port={port}", "--Demo:Enabled=false",
                "--Logging:Console:FormatterName=simple", "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!, name, role, logFile, new($"http://127.0.0.1:{port}"), key);
    }

    /// <summary>SIGKILL: nothing is finished, nothing is said to anybody.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM: it finishes what it has begun, leaves the cluster and ends.</summary>
    public Task StopAsync() => SignalAsync("TERM");

    /// <summary>Stops it where it stands, as a virtual machine that is moved: once it goes on, it does not know that it was away.</summary>
    public Task HoldUpAsync() => SignalAsync("STOP");

    public Task GoOnAsync() => SignalAsync("CONT");

    /// <summary>Whether it is ready and, where it answers people, does so by every store and every silo: a vehicle's track, and the list of vehicles.</summary>
    /// <param name="track">Path and query of a track that exists.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<bool> IsWholeAsync(string track, CancellationToken cancellation) =>
        await AnswersAsync("/healthz/ready", cancellation)
        && (!Answers || (await AnswersAsync("/api/v1/vehicles?limit=1", cancellation) && await AnswersAsync(track, cancellation, orNotFound: true)));

    public void Dispose()
    {
        Http.Dispose();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0 && !Ended.IsCompleted)
        {
            throw new InvalidOperationException($"{Name} was not sent {signal}: kill ended with {kill.ExitCode}.");
        }
    }

    /// <param name="path">What is asked.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="orNotFound">Whether not to know the vehicle is an answer too: before its first report none is known.</param>
    private async Task<bool> AnswersAsync(string path, CancellationToken cancellation, bool orNotFound = false)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode || (orNotFound && answer.StatusCode == HttpStatusCode.NotFound);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
