using System.ComponentModel.DataAnnotations;
using System.Net;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Section <c>Cluster</c>: how silos find each other, through PostgreSQL. Where Kafka, Redis or the database is embedded, there is one silo, and nothing
/// needs to be set.
/// </summary>
internal sealed class ClusterOptions : IValidatableObject
{
    public const string Section = "Cluster";

    /// <summary>Silos of the same database and cluster find each other.</summary>
    [Required]
    public string ClusterId { get; set; } = "hazmattrack";

    [Required]
    public string ServiceId { get; set; } = "hazmattrack";

    /// <summary>The port for other silos; 0 takes a free port.</summary>
    [Range(0, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for cluster clients; 0 takes a free port.</summary>
    [Range(0, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address at which other silos reach this one; empty takes the host's first.</summary>
    public string AdvertisedAddress { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress != "" && !IPAddress.TryParse(AdvertisedAddress, out _))
        {
            yield return new($"'{AdvertisedAddress}' is not an IP address.", [nameof(AdvertisedAddress)]);
        }
    }
}
