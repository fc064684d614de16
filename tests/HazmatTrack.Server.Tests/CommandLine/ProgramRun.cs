using System.Diagnostics;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.CommandLine;

/// <summary>The built program, run as a user does, to its end.</summary>
/// <param name="Code">What it ended with.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ProgramRun(int Code, string Output, string Errors)
{
    private static readonly TimeSpan s_patience = Patience.For(90);

    /// <param name="locale">LANG; no other variable of the locale is set.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<ProgramRun> OfAsync(string locale, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HazmatTrack.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("LC_ALL");
        start.Environment.Remove("LC_MESSAGES");
        start.Environment["LANG"] = locale;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            Assert.Fail($"{string.Join(' ', arguments)} has not ended within {s_patience}: {await output}{await errors}");
        }

        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>That it said one line on standard error and nothing else, and what.</summary>
    public void SaysOneLine(int code, string words)
    {
        var all = $"{Code}\n{Output}\n{Errors}";
        Assert.True(code == Code && Output == "" && Errors.TrimEnd(
            '\n').Split('\n') is [{ Length: > 0 }] && Errors.Contains(words, StringComparison.Ordinal), all);
    }
}
