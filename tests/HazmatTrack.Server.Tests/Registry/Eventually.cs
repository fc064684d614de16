using System.Diagnostics;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>Polls for an outcome with a deadline.</summary>
internal static class Eventually
{
    public static Task BecomesTrueAsync(Func<Task<bool>> outcome, string what, int seconds = 20) => BecomesTrueAsync(outcome, () => what, seconds);

    /// <summary>The same, telling what was seen last where it does not come.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> outcome, Func<string> what, int seconds)
    {
        var watch = Stopwatch.StartNew();
        while (!await outcome())
        {
            if (watch.Elapsed >= TimeSpan.FromSeconds(seconds))
            {
                Assert.Fail($"Not within {seconds} s: {what()}");
            }

            await Task.Delay(10);
        }
    }

    public static Task BecomesTrueAsync(Func<bool> outcome, string what) => BecomesTrueAsync(() => Task.FromResult(outcome()), what);
}
