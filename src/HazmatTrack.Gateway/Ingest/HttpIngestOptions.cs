using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Gateway.Ingest;

/// <summary>Section <c>HttpIngest</c>: the limits of <c>POST /api/v1/positions</c>.</summary>
internal sealed class HttpIngestOptions
{
    public const string Section = "HttpIngest";

    /// <summary>The section's name in earlier versions; still read.</summary>
    public const string EarlierSection = "Door";

    /// <summary>The largest body, bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The most items of one request.</summary>
    [Range(1, 1_000_000)]
    public int MaxItems { get; set; } = 20_000;

    /// <summary>How long a request waits for the brokers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
