using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain.Geo;

namespace HazmatTrack.Contracts.Positions;

/// <summary>
/// Section <c>Ingest</c> without its topics, which <see cref="PositionTopicsOptions"/> has: how positions are read, and the limits of plausible reports.
/// </summary>
internal sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>The consumer group that all silos share.</summary>
    [Required]
    public string Group { get; set; } = "hazmattrack-tracker";

    /// <summary>The maximum number of records in one poll batch.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 40_000;

    /// <summary>How long a poll collects before it returns fewer records.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan BatchTime { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// After how long without a report a vehicle is deactivated: it then takes only a row of history's memory, and is activated by its next report.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SleepAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// New vehicles accepted per day from one source, by each silo. More than any operator adds; a sender of invented plates exceeds it.
    /// </summary>
    [Range(1, 100_000_000)]
    public int NewVehiclesPerDay { get; set; } = 200_000;

    /// <summary>How far a terminal's clock may be ahead of the server's.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long positions are kept; an older position would be stored only to be deleted.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(183);

    /// <summary>
    /// The highest speed accepted; a report with a higher one counts without its speed. A design value, well above any truck and below what a broken
    /// receiver reports.
    /// </summary>
    [Range(100, 1000)]
    public double MaxSpeedKmh { get; set; } = 300;

    /// <summary>The largest record value accepted, bytes. A <c>PositionMessage</c> has some 60.</summary>
    [Range(128, 1_000_000)]
    public int MaxRecordBytes { get; set; } = 4096;

    public Speed MaxSpeed => Speed.FromKilometresPerHour(MaxSpeedKmh);
}
