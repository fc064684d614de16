using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>How a process follows who may call and whose data they see.</summary>
public sealed class AccessDirectoryOptions
{
    /// <summary>
    /// How often the store is asked for changes. What was revoked in another process is refused after at most about this; one second keeps it below two.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:01")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>With no answer from the store for longer than this, nobody is let in by what is held in memory.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this, what is held is read again, whether it has changed or not.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a session may be idle, exact to <see cref="WriteUsesEvery"/>.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often the last uses of keys and sessions are written.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan WriteUsesEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many keys are held in memory, and as many operators.</summary>
    [Range(100, 1_000_000)]
    public int HeldKeys { get; set; } = 10_000;

    /// <summary>How many sessions are held in memory.</summary>
    [Range(100, 1_000_000)]
    public int HeldSessions { get; set; } = 10_000;

    /// <summary>Of how many vehicles the operator is held in memory; about 200 bytes each.</summary>
    [Range(1000, 10_000_000)]
    public int HeldVehicles { get; set; } = 200_000;
}
