using System.Diagnostics;
using HazmatTrack.Testing;

namespace HazmatTrack.Monitoring.Tests.Running;

/// <summary>A program of the machine, run to its end. A test that needs one that is not there is skipped.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Checks and tests the rules of Prometheus; of Debian's package <c>prometheus</c>.</summary>
    public static Task<(int Code, string Output)> PromtoolAsync(params string[] arguments) =>
        RunAsync("promtool", "install Debian's package prometheus (its service is not needed)", arguments);

    public static Task<(int Code, string Output)> NodeAsync(params string[] arguments) => RunAsync("node", "install Node.js 20 or later", arguments);

    private static async Task<(int Code, string Output)> RunAsync(string program, string remedy, string[] arguments)
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));
        Assert.SkipUnless(isThere, $"{program} is not on the PATH: {remedy}.");
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
