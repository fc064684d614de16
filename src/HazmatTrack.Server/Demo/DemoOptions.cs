using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Server.Demo;

/// <summary>Section <c>Demo</c>: trucks that drive without being there.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Whether they drive; by default with the embedded Kafka only, so that no invented truck gets among real ones.</summary>
    public bool? Enabled { get; set; }

    [Range(1, 100_000)]
    public int Vehicles { get; set; } = 60;

    /// <summary>
    /// How many times as fast as in truth time passes. Above 1 the fleet begins <see cref="Since"/> ago and goes at this rate until it has caught
    /// up with the present, for nothing is reported from the future.
    /// </summary>
    [Range(1, 10_000)]
    public double Speed { get; set; } = 1;

    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Since { get; set; } = TimeSpan.FromHours(6);
}
