using HazmatTrack.Server.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HazmatTrack.Server.Tests;

/// <summary>What takes minutes begins first, so that the others run beside it and it does not run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_longest =
    [
        nameof(EndToEnd.FaultDrillTests), nameof(EndToEnd.RestoreDrillTests), nameof(EndToEnd.MembershipTests), nameof(Console.PageTests),
        nameof(Console.PageOutageTests), nameof(Console.PageAlertsTests), nameof(EndToEnd.SilentTruckTests), nameof(Ingest.BatchConsumerTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => Rank(c.TestCollectionDisplayName))];

    private static int Rank(string name) =>
        Array.FindIndex(s_longest, l => name.Contains($".{l} ", StringComparison.Ordinal)) is >= 0 and var rank ? rank : s_longest.Length;
}
