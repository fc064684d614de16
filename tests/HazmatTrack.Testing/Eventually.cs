namespace HazmatTrack.Testing;

/// <summary>Waits for an outcome by asking for it until it is there, and fails when a deadline passes. Nothing else in the tests waits by the clock.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    public static Task BecomesTrueAsync(Func<bool> outcome, string what, int seconds = 20) =>
        BecomesTrueAsync(() => Task.FromResult(outcome()), () => what, seconds);

    public static Task BecomesTrueAsync(Func<Task<bool>> outcome, string what, int seconds = 20) => BecomesTrueAsync(outcome, () => what, seconds);

    /// <summary>The same, with a message that says what was seen last.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> outcome, Func<string> what, int seconds)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await outcome())
        {
            if (TimeProvider.System.GetElapsedTime(begin) >= TimeSpan.FromSeconds(seconds))
            {
                Assert.Fail($"Not within {seconds} s: {what()}");
            }

            await Task.Delay(s_pause);
        }
    }
}
