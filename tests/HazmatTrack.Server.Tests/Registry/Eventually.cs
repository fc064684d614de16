using System.Diagnostics;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>Polls for an outcome with a deadline.</summary>
internal static class Eventually
{
    public static async Task BecomesTrueAsync(Func<Task<bool>> outcome, string what, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (!await outcome())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}");
            await Task.Delay(10);
        }
    }

    public static Task BecomesTrueAsync(Func<bool> outcome, string what) => BecomesTrueAsync(() => Task.FromResult(outcome()), what);
}
