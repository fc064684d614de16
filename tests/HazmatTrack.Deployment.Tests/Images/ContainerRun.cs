using System.Diagnostics;
using System.Globalization;
using System.Text;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests.Images;

/// <summary>
/// The program of the unpacked image, run as a container is: its root cannot be written to, it runs as the image's user, without capabilities, with the image's
/// environment alone. It shares the network of the machine, on whose loopback the servers of the tests are.
/// </summary>
internal sealed class ContainerRun : IAsyncDisposable
{
    /// <summary>The user of the image.</summary>
    public const string User = "1654";

    private readonly StringBuilder _log = new();
    private readonly List<string> _sandbox;
    private Process? _process;

    /// <param name="image">The image.</param>
    /// <param name="data">The folder that is mounted at its volume.</param>
    /// <param name="settings">Variables besides those of the image.</param>
    /// <param name="mounts">Files and folders of the machine, by the path at which they are mounted read-only.</param>
    public ContainerRun(BuiltImage image, string data, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string>? mounts = null)
    {
        var config = image.Config.GetProperty("config");
        var variables = config.GetProperty("Env").EnumerateArray().Select(e => e.GetString()!.Split('=', 2)).ToDictionary(e => e[0], e => e[1]);
        foreach (var (name, value) in settings)
        {
            variables[name] = value;
        }

        // Outside of the sandbox as well it is the image's user, whom the machine gives no rights. Not --die-with-parent: for the kernel the parent is the
        // thread that started it, and one of the thread pool ends when it likes.
        _sandbox =
        [
            "--reuid", User, "--regid", User, "--clear-groups", "--inh-caps=-all", "--no-new-privs",
            "bwrap", "--ro-bind", image.Root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
            "--bind", data, "/data", "--unshare-ipc", "--unshare-uts",
            "--tmpfs", "/etc/hazmattrack", "--chdir", config.GetProperty("WorkingDir").GetString()!, "--clearenv",
            .. (mounts ?? new Dictionary<string, string>()).SelectMany(m => new[] { "--ro-bind", m.Value, m.Key }),
            .. variables.SelectMany(v => new[] { "--setenv", v.Key, v.Value }),
            config.GetProperty("Entrypoint").EnumerateArray().Single().GetString()!,
        ];
    }

    /// <summary>What it wrote.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>The program within the sandbox.</summary>
    public int ProgramId { get; private set; }

    /// <summary>Skips the test where no sandbox can be made.</summary>
    public static void Need()
    {
        Scripts.Need("bwrap", "setpriv");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root runs a program as another user.");
    }

    /// <summary>A folder that belongs to the image's user, as a volume does.</summary>
    public static async Task<string> VolumeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-volume-").FullName;
        await Scripts.RunAsync("chown", $"{User}:{User}", folder);
        return folder;
    }

    /// <summary>Starts it.</summary>
    public async Task StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("setpriv", [.. _sandbox, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += Write;
        _process.ErrorDataReceived += Write;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.BecomesTrueAsync(() => (ProgramId = FindProgram()) != 0 || _process.HasExited, "the program is there");
    }

    /// <summary>Runs a command of the program in the same container to its end.</summary>
    public Task<(int Code, string Output, string Errors)> DoAsync(params string[] arguments) => Scripts.TryAsync("setpriv", [.. _sandbox, .. arguments]);

    /// <summary>Waits until it is ready, and answers after how long.</summary>
    public async Task<TimeSpan> BecomesReadyAsync(string operation, int seconds = 90)
    {
        using var client = new HttpClient();
        await Eventually.BecomesTrueAsync(async () => _process!.HasExited || await IsReadyAsync(), () => Log, seconds);
        Assert.False(_process!.HasExited, Log);
        return TimeProvider.System.GetUtcNow() - _process.StartTime;

        async Task<bool> IsReadyAsync()
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://{operation}/healthz/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <summary>Asks it to end, as an orchestrator does, and answers its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        await Scripts.RunAsync("kill", "-TERM", ProgramId.ToString(CultureInfo.InvariantCulture));
        await _process!.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private void Write(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }

    /// <summary>The child of the sandbox that runs the program; 0 while there is none.</summary>
    private int FindProgram()
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _))
            .Select(n => int.Parse(n!, CultureInfo.InvariantCulture));
        var parents = all.ToDictionary(p => p, ParentOf);
        return parents.Keys.FirstOrDefault(p => IsBelow(p) && CommandOf(p) == "/app/HazmatTrack.Server");

        bool IsBelow(int process)
        {
            while (parents.TryGetValue(process, out var parent) && parent > 1 && parent != process)
            {
                if (parent == _process!.Id)
                {
                    return true;
                }

                process = parent;
            }

            return false;
        }
    }

    private static int ParentOf(int process) =>
        ReadProcess(process, "status").Split('\n').FirstOrDefault(l => l.StartsWith("PPid:", StringComparison.Ordinal)) is { } line
        ? int.Parse(line["PPid:".Length..], CultureInfo.InvariantCulture) : 0;

    private static string CommandOf(int process) => ReadProcess(process, "cmdline").Split('\0')[0];

    private static string ReadProcess(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended in between.
            return "";
        }
    }
}
