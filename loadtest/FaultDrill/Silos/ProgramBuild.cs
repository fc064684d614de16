using System.Diagnostics;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>A build of the program that silos run.</summary>
/// <param name="Name">What the drill calls it.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="IsPublished">Whether it has its runtime with it and is compiled ahead, as what lies in the image.</param>
internal sealed record ProgramBuild(string Name, string Folder, bool IsPublished)
{
    private const string Domain = "HazmatTrack.Domain.dll";
    private const string Program = "HazmatTrack.Server";

    /// <summary>The one that is built with the drill.</summary>
    public static ProgramBuild This { get; } = new("this build", AppContext.BaseDirectory, IsPublished: false);

    /// <summary>What starts it.</summary>
    public IReadOnlyList<string> Command => IsPublished ? [Path.Combine(Folder, Program)] : ["dotnet", Path.Combine(Folder, $"{Program}.dll")];

    /// <summary>One that <c>deploy/image/publish.sh</c> has made.</summary>
    /// <exception cref="ArgumentException">The folder has no such program.</exception>
    public static ProgramBuild Published(string folder) => File.Exists(Path.Combine(folder, Program))
        ? new("this build", Path.GetFullPath(folder), IsPublished: true)
        : throw new ArgumentException($"{folder} has no {Program}: make it by deploy/image/publish.sh.");

    /// <summary>The same with the domain of a later release, in a folder of its own, which is the caller's to delete.</summary>
    /// <exception cref="InvalidOperationException">The folder could not be made.</exception>
    public async Task<ProgramBuild> MakeNextAsync()
    {
        // Next to this one, so that both are on one file system and files are linked rather than copied.
        var from = Folder.TrimEnd(Path.DirectorySeparatorChar);
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
        File.Copy(Path.Combine(AppContext.BaseDirectory, "next-build", Domain), domain);
        return this with { Name = "the next build", Folder = to };
    }
}
