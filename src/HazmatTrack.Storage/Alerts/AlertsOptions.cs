using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Alerts;

/// <summary>Section <c>Alerts</c> without the stream to clients: the retention of alerts and the relay to Kafka.</summary>
public sealed class AlertsOptions
{
    public const string Section = "Alerts";

    /// <summary>The topic to which alerts are sent.</summary>
    [Required]
    [ChineseFault("主题名由字母、数字、'.'、'_' 和 '-' 组成。")]
    [RegularExpression("^[a-zA-Z0-9._-]{1,249}$", ErrorMessage = "A topic's name holds letters, digits, '.', '_' and '-'.")]
    public string Topic { get; set; } = "alerts";

    /// <summary>
    /// How long an alert that is closed or retracted is kept after its last event. Violations and their handling are kept for three
    /// years at least (动态监督办法 art. 25; docs/domain/regulations.md#retention); 1096 days cover any three years.
    /// </summary>
    [Range(typeof(TimeSpan), "1096.00:00:00", "36525.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(1096);

    /// <summary>How long a silent silo keeps the relay lease from the others.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RelayLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the store is polled for new events when no notification arrives.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);
}
