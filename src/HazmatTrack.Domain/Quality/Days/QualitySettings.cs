using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Domain.Quality.Days;

/// <summary>By what a day's reports are measured. Design values: the ministry names the indexes, and these are ours (docs/quality.md).</summary>
public sealed record QualitySettings
{
    public static readonly QualitySettings Default = new();

    /// <summary>How far apart two adjacent fixes of a continuous track are in time: three reports in a row at 30 s, and the noise of their sending.</summary>
    public TimeSpan Continuous { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A way is counted once it is longer than the noise of two fixes of one place, or a parked truck would drive.</summary>
    public Distance Jitter { get; init; } = Distance.FromMetres(100);

    /// <summary>The speed that no dangerous-goods truck exceeds: no more than this is a speed, and no way that needs more was driven.</summary>
    public Speed FastestPlausible { get; init; } = Speed.FromKilometresPerHour(160);

    /// <summary>Above this reported speed a vehicle has a course; terminals send none while it stands.</summary>
    public Speed HasCourse { get; init; } = Speed.FromKilometresPerHour(5);

    /// <summary>A rectangle around the country, degrees: west, south, east, north.</summary>
    public (double West, double South, double East, double North) Country { get; init; } = (73, 3, 136, 54);

    /// <summary>How far around a day its reports are read, so that drift at its ends is told as within it.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromHours(1);
}
