namespace HazmatTrack.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds HazmatTrack.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the repository, by its path from the root with slashes.</summary>
    public static string File(string path) => Path.Combine([Root, .. path.Split('/')]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "HazmatTrack.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No HazmatTrack.sln above {AppContext.BaseDirectory}.");
    }
}
