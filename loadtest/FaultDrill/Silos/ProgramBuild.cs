using System.Diagnostics;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>A build of the program that silos run.</summary>
/// <param name="Name">What the drill calls it.</param>
/// <param name="Folder">Where it is.</param>
internal sealed record ProgramBuild(string Name, string Folder)
{
    private const string Domain = "HazmatTrack.Domain.dll";

    /// <summary>The one that is built with the drill.</summary>
    public static ProgramBuild This { get; } = new("this build", AppContext.BaseDirectory);

    /// <summary>The same with the domain of a later release, in a folder of its own, which is the caller's to delete.</summary>
    /// <exception cref="InvalidOperationException">The folder could not be made.</exception>
    public static async Task<ProgramBuild> MakeNextAsync()
    {
        // Next to this one, so that both are on one file system and files are linked rather than copied.
        var from = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var to = $"{from}-next-{Guid.NewGuid():N}";
        using var copy = Process.Start("cp", ["-rl", from, to]);
        await copy.WaitForExitAsync();
        if (copy.ExitCode != 0)
        {
            throw new InvalidOperationException($"The next build could not be made in {to}: cp ended with {copy.ExitCode}.");
        }

        // Not written through the link: it is this build's file as well.
        var domain = Path.Combine(to, Domain);
        File.Delete(domain);
        File.Copy(Path.Combine(from, "next-build", Domain), domain);
        return new("the next build", to);
    }
}
