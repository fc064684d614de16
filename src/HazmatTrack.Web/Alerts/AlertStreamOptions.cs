using System.ComponentModel.DataAnnotations;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Web.Alerts;

/// <summary>The part of section <c>Alerts</c> for the stream of alerts to clients.</summary>
public sealed class AlertStreamOptions
{
    public const string Section = AlertsOptions.Section;

    /// <summary>The heartbeat interval of an idle stream.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a stream client may read nothing before it is disconnected; it can resume later.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SlowClient { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many of the newest events every silo caches for its clients; older ones are read from the store.</summary>
    [Range(16, 1_000_000)]
    public int StreamBuffer { get; set; } = 4096;

    /// <summary>How long somebody who is no longer let in, or a vehicle that is out of sight, may go unnoticed by a stream.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many streams one caller may have open at once on a silo: each page open in a browser is one, and one that
    /// broke counts until that is noticed.</summary>
    [Range(1, 100_000)]
    public int StreamsPerCaller { get; set; } = 200;
}
