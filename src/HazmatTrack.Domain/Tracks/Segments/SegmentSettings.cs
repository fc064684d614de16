using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Tracks.Segments;

/// <summary>Decides which fixes belong together. Design choices, none of them a rule of law.</summary>
public sealed record SegmentSettings
{
    public static readonly SegmentSettings Default = new();

    /// <summary>The silence beyond which nothing is known of the way.</summary>
    public TimeSpan DarkGap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The speed that no dangerous-goods truck exceeds; a step that would need more does not connect two fixes.</summary>
    public Speed FastestPlausible { get; init; } = Speed.FromKilometresPerHour(160);

    /// <summary>How far apart two fixes of one place may lie because of noise alone.</summary>
    public Distance Jitter { get; init; } = Distance.FromMetres(100);

    /// <summary>This many fixes that follow on each other are a track, whichever other reports come meanwhile: more than a burst of drift has.</summary>
    public int ProvenFixes { get; init; } = 12;

    /// <summary>Fewer fixes than this, with a jump next to them that no truck can drive, are drift.</summary>
    public int LeastFixes { get; init; } = 3;

    /// <summary>The most fixes of one burst of drift.</summary>
    public int LongestBurst { get; init; } = 10;

    /// <summary>What may be driven beyond the reported speeds, as a factor.</summary>
    public double SpeedMargin { get; init; } = 1.3;

    /// <summary>The distance added to what the reported speeds allow.</summary>
    public Distance SpeedSlack { get; init; } = Distance.FromMetres(200);

    /// <summary>A road that winds more than this between a few reports is rarer than drift.</summary>
    public double MostDetour { get; init; } = 1.25;

    /// <summary>The error of one fix, for what a pass through an area states.</summary>
    public Distance FixError { get; init; } = Distance.FromMetres(30);

    /// <summary>How far a truck can get in a time, noise included.</summary>
    public Distance Reach(TimeSpan time) => (FastestPlausible * time) + Jitter;
}
