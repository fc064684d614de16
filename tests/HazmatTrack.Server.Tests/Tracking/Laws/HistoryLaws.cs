using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>
/// However inputs come – reports in any order, doubled, late by up to a month; documents filed, corrected and withdrawn before, during and after; versions of
/// parameters; the passing of time; processes that end, take-overs, programs with other rules – what is active in the end is what one fold over the set
/// of inputs gives, and everybody was told of it.
/// </summary>
/// <remarks>
/// Not among the inputs: outages of stores. A vehicle that sleeps is judged by a rule that is new to the program when it reports again; so each reports
/// once more after a take-over. How far time had passed is read from the alerts after a crash, and by parameters that were changed since that may be too far:
/// where parameters change, time passes beyond every deadline.
/// <c>HAZMATTRACK_TEST_HISTORIES</c> is how many histories are run, or a range of seeds such as <c>2000-2999</c>.
/// </remarks>
public sealed class HistoryLaws : IDisposable
{
    private const int Histories = 200;

    /// <summary>What is stored need not outlive the machine.</summary>
    private readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", $"hazmat-laws-{Path.GetRandomFileName()}"))
        : Directory.CreateTempSubdirectory("hazmat-laws-");

    private int _folders;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(true);
    }

    [Fact]
    public async Task Whatever_happens_in_whatever_order_the_alerts_end_as_by_one_fold_over_all_of_it()
    {
        var (first, last) = Seeds();
        var failures = new List<string>();
        var (counts, clock) = (new HistoryCounts(), Stopwatch.StartNew());
        for (var seed = first; seed <= last && failures.Count < 5; seed++)
        {
            var history = SomeHistory.Of(seed);
            var (failure, happened) = await TryAsync(history);
            counts.Add(happened);
            if (failure is not null)
            {
                failures.Add(await HistoryShrinking.ExplainAsync(history, failure, async h => (await TryAsync(h)).Failure));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{last - first + 1} histories in {clock.Elapsed}: {counts}.");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        if (last - first < Histories / 2)
        {
            return;
        }

        Assert.All(["judged again", "looked at", "Crash", "TakeOver"], what => Assert.True(counts[what] > (last - first) / 4, $"{counts}"));
    }

    private static (int First, int Last) Seeds() =>
        (Environment.GetEnvironmentVariable("HAZMATTRACK_TEST_HISTORIES") ?? "").Split('-') switch
        {
            [{ Length: > 0 } first, var last] => (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(last, CultureInfo.InvariantCulture)),
            [{ Length: > 0 } count] => (0, int.Parse(count, CultureInfo.InvariantCulture) - 1),
            _ => (0, Histories - 1),
        };

    private async Task<(string? Failure, HistoryCounts Happened)> TryAsync(SomeHistory history)
    {
        var folder = _folder.CreateSubdirectory($"{history.Seed}-{_folders++}");
        try
        {
            return (null, await HistoryRun.RunAsync(history, folder.FullName));
        }
        catch (Exception e)
        {
            return (e is HistoryLawException ? e.Message : e.ToString(), new());
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
