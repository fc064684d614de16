using System.Diagnostics;

namespace HazmatTrack.Deployment.Tests;

/// <summary>Runs a script or a program to its end.</summary>
internal static class Scripts
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test where one of these programs is not there.</summary>
    public static void Need(params string[] programs)
    {
        var missing = programs.Where(p => !IsOnPath(p)).ToList();
        Assert.SkipUnless(missing.Count == 0, $"Not on the PATH: {string.Join(", ", missing)}.");
    }

    /// <summary>Standard output of a program that ends with 0.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (code, output, errors) = await TryAsync(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {errors}{output}");
    }

    public static async Task<(int Code, string Output, string Errors)> TryAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} has not ended within {s_patience}.");
        }

        return (process.ExitCode, await output, await errors);
    }
}
