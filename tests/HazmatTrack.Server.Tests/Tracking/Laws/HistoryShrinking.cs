using System.Diagnostics;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>Makes a history that fails smaller, for whoever has to find out why: as few acts and records as fail in the same way.</summary>
internal static class HistoryShrinking
{
    private static readonly TimeSpan s_patience = Patience.For(60);

    public static async Task<string> ExplainAsync(SomeHistory history, string failure, Func<SomeHistory, Task<string?>> run)
    {
        var (whole, clock) = (history, Stopwatch.StartNew());
        for (var again = true; again && clock.Elapsed < s_patience;)
        {
            again = await LessAsync(history.Acts, acts => history with { Acts = acts });
            again |= await LessAsync(history.Log, log => history with { Log = log });
        }

        return $"Seed {whole.Seed} fails with {whole.Acts.Count} acts and {whole.Log.Count} records; with {history.Acts.Count} and {history.Log.Count}:\n{failure}\n{history}";

        async Task<bool> LessAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, SomeHistory> make)
        {
            var any = false;
            for (var some = Math.Max(1, items.Count / 2); some > 0 && clock.Elapsed < s_patience; some /= 2)
            {
                for (var at = 0; at < items.Count && items.Count > 1 && clock.Elapsed < s_patience;)
                {
                    List<T> less = [.. items.Take(at), .. items.Skip(at + some)];
                    var smaller = less.Count > 0 || items is IReadOnlyList<Act> ? make(less) : null;
                    if (smaller is not null && await run(smaller) is { } other && Kind(other) == Kind(failure))
                    {
                        (items, history, failure, any) = (less, smaller, other, true);
                    }
                    else
                    {
                        at += some;
                    }
                }
            }

            return any;
        }
    }

    /// <summary>A defect is not to turn into another on the way.</summary>
    private static string Kind(string failure) => failure.Split('\n')[0].Split(' ')[0];
}
