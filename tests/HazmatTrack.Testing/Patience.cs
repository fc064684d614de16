namespace HazmatTrack.Testing;

/// <summary>
/// How long a test waits before it takes something for hung. It says nothing of how fast the product is: on a machine that runs other things beside the
/// suite, everything takes a multiple of its time.
/// </summary>
public static class Patience
{
    private const int Factor = 5;

    /// <param name="seconds">How long it takes at most on a machine that does nothing else.</param>
    public static TimeSpan For(int seconds) => TimeSpan.FromSeconds(seconds * Factor);
}
