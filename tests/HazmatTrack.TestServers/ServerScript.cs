using System.Diagnostics;
using HazmatTrack.Testing;

namespace HazmatTrack.TestServers;

/// <summary>Runs <c>.ci/servers</c>.</summary>
internal static class ServerScript
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>What the script printed, by variable.</summary>
    public static Dictionary<string, string> Exports(string told) => told.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line["export ".Length..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs the script and answers what it printed. What it starts goes on running, with its output elsewhere.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        // Not piped: a server that inherits a pipe would keep it open.
        var (output, errors) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var start = new ProcessStartInfo("bash");
            foreach (var argument in (string[])["-c", "exec \"$0\" \"${@:3}\" >\"$1\" 2>\"$2\" </dev/null",
                Path.Combine(Repository.Root, ".ci", "servers"), output, errors, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(s_patience);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0
                ? await File.ReadAllTextAsync(output, CancellationToken.None)
                : throw new InvalidOperationException(
                    $".ci/servers {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(errors, CancellationToken.None)}");
        }
        finally
        {
            File.Delete(output);
            File.Delete(errors);
        }
    }
}
