using System.Diagnostics;

namespace HazmatTrack.Server.Tests.OpenApi;

/// <summary>The linters and generators of <c>tests/OpenApi</c>, which npm installs.</summary>
internal static class NodeTools
{
    /// <summary>The folder of the tools and of their settings.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Where the tests put what they generate; git ignores it.</summary>
    public static string Generated => Directory.CreateDirectory(Path.Combine(Folder, "generated")).FullName;

    /// <summary>Why a test is skipped; null where the tools are there.</summary>
    public static string? Missing =>
        !Directory.Exists(Path.Combine(Folder, "node_modules")) ? "The tools are not installed: run npm ci --prefix tests/OpenApi (Node.js 20 or later)." : null;

    /// <summary>Runs a tool to its end; returns its exit code and everything it printed.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string tool, params string[] arguments)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var start = new ProcessStartInfo(Path.Combine(Folder, "node_modules", ".bin", tool), arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Neither of the linters may report anything, or look for a newer version of itself.
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true", ["CI"] = "true" },
        };
        using var process = Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        try
        {
            await process.WaitForExitAsync(stop);
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

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "HazmatTrack.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "tests", "OpenApi");
    }
}
