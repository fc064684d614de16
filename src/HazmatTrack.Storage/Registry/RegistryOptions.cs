using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Storage.Registry;

/// <summary>Section <c>Registry</c>: how a silo follows the registry.</summary>
public sealed class RegistryOptions
{
    /// <summary>How often the change counter is polled. Filings of another process take effect after at most about this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>With no answer from the registry for longer than this, readiness reports that the documents may be out of date.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after their end documents that are bound to no vehicle are kept in memory, and those of a vehicle are shown. Twice the six months for
    /// which positions are accepted, so that a late report is still judged by the documents of its time.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3660.00:00:00")]
    public TimeSpan KeepEndedFor { get; set; } = TimeSpan.FromDays(366);
}
