namespace HazmatTrack.Access.Sessions;

/// <summary>The addresses to which identity providers send browsers back.</summary>
internal sealed class CallbackPaths(IReadOnlyList<string> paths)
{
    public bool Has(PathString path) => paths.Any(p => path.Equals(p, StringComparison.OrdinalIgnoreCase));
}
