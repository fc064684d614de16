namespace HazmatTrack.Testing;

/// <summary>Waits for an outcome by asking for it until it is there, and fails when a deadline passes. Nothing else in the tests waits by the clock.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(200);

    /// <param name="seconds">How long it takes at most on a machine that does nothing else (<see cref="Patience"/>).</param>
    public static Task BecomesTrueAsync(Func<bool> outcome, string what, int seconds = 20) =>
        BecomesTrueAsync(() => Task.FromResult(outcome()), () => what, seconds);

    public static Task BecomesTrueAsync(Func<Task<bool>> outcome, string what, int seconds = 20) => BecomesTrueAsync(outcome, () => what, seconds);

    /// <summary>The same, with a message that says what was seen last.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> outcome, Func<string> what, int seconds)
    {
        var (begin, patience) = (TimeProvider.System.GetTimestamp(), Patience.For(seconds));
        while (!await outcome())
        {
            var waited = TimeProvider.System.GetElapsedTime(begin);
            if (waited >= patience)
            {
                Assert.Fail($"Not within {patience.TotalSeconds} s: {what()}");
            }

            // What takes long is asked for less often: to ask costs what others wait for.
            await Task.Delay(TimeSpan.FromTicks(long.Clamp(waited.Ticks / 8, s_shortestPause.Ticks, s_longestPause.Ticks)));
        }
    }
}
