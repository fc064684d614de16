using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Access.Settings;

/// <summary>Section <c>Access</c>: sessions, demo people, purposes.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// Whether demo people can sign in without a password; by default where Kafka, Redis and the databases are all embedded and no provider is set.
    /// </summary>
    public bool? Demo { get; set; }

    /// <summary>After how long without a call a session ends.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>After how long a session ends whatever happens: one shift.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SessionLength { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long ago somebody may have signed in who creates keys or changes who may do what.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan SignedInWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many refused calls that nobody vouches for have an entry of their own in the audit record, for each address in a minute; one more says how many
    /// there were.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RefusalsPerMinute { get; set; } = 20;

    /// <summary>How many calls a second each person, key, or address of nobody known may make for long.</summary>
    [Range(1, 100_000)]
    public int CallsPerSecond { get; set; } = 100;

    /// <summary>How many calls each may make at once, beyond which the above counts.</summary>
    [Range(1, 1_000_000)]
    public int CallsAtOnce { get; set; } = 500;

    /// <summary>
    /// The purposes for which tracks and exports are given out: by code the texts, <c>中文|English</c>, with <c>|case</c> where the number of a case goes with
    /// it. Empty for the usual ones.
    /// </summary>
    public Dictionary<string, string> Purposes { get; set; } = [];
}
