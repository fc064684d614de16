using System.Globalization;

namespace HazmatTrack.FaultDrill.Faults;

/// <summary>What came of a fault. Times since it struck.</summary>
/// <param name="Number">1, 2, 3 ….</param>
/// <param name="At">When it struck, since the load began.</param>
/// <param name="What">What it was.</param>
/// <param name="Alone">Whether everything was whole when it struck.</param>
/// <param name="Down">After how long what it broke was there again.</param>
/// <param name="Stored">After how long everything that had been in the log was stored and committed; null for never.</param>
/// <param name="Whole">After how long all silos were ready and answered every question again; null for never.</param>
internal sealed record FaultLine(int Number, TimeSpan At, string What, bool Alone, TimeSpan Down, TimeSpan? Stored, TimeSpan? Whole)
{
    public const string Head = "| # | at | fault | struck | there again after | stored after | whole after |\n|--:|--:|---|---|--:|--:|--:|";

    public bool IsGood => Stored is not null && Whole is not null;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Number} | {At.TotalSeconds:0} s | {What} | {(Alone ? "alone" : "amid another")} | {Seconds(Down)} | {Seconds(Stored)} | {Seconds(Whole)} |");

    private static string Seconds(TimeSpan? time) => time is { } t ? string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:0.0} s") : "**never**";
}
