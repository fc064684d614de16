using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Server.Demo;

/// <summary>Section <c>Demo</c>: simulated trucks.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Whether the trucks drive; by default with the embedded Kafka only, so that no simulated truck appears among real ones.</summary>
    public bool? Enabled { get; set; }

    [Range(1, 100_000)]
    public int Vehicles { get; set; } = 60;

    /// <summary>
    /// How many times faster than real time the demo runs. Above 1 the fleet begins <see cref="Since"/> ago and drives at this rate until it has caught up
    /// with the present, because nothing is reported from the future.
    /// </summary>
    [Range(1, 10_000)]
    public double Speed { get; set; } = 1;

    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan Since { get; set; } = TimeSpan.FromHours(6);
}
