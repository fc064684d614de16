using System.ComponentModel.DataAnnotations;
using System.Net;
using HazmatTrack.Domain;

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

    /// <summary>
    /// The address at which other silos reach this one. Empty takes the host's first where silos are encrypted or <see cref="ClosedNetwork"/> is said, and
    /// otherwise loopback, where silos on this machine alone reach it.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "";

    /// <summary>
    /// The file of this silo's certificate, PEM, signed by the cluster's authority; with it, silos talk to each other by TLS alone.
    /// </summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The file of the certificate's private key, PEM.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// The file of the certificates of the cluster's own authority, those between it and the silos' among them, PEM. A process that has a certificate of it
    /// is taken for a silo, so that the authority signs nothing else.
    /// </summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Whether the network keeps everybody but silos from the silos' ports, so that a program that is open may do without TLS between them.</summary>
    public bool ClosedNetwork { get; set; }

    /// <summary>Whether silos talk to each other by TLS.</summary>
    public bool IsEncrypted => CertificateFile != "";

    /// <summary>
    /// Whether this silo is for processes of this machine alone: whoever reaches one that is not encrypted is taken for a silo, so that without an address it
    /// is at loopback.
    /// </summary>
    public bool IsOnlyHere => AdvertisedAddress == "" && !IsEncrypted && !ClosedNetwork;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress != "" && !IPAddress.TryParse(AdvertisedAddress, out _))
        {
            yield return new LocalFault(
                new($"'{AdvertisedAddress}' 不是 IP 地址。", $"'{AdvertisedAddress}' is not an IP address."), nameof(AdvertisedAddress));
        }

        if (new[] { CertificateFile, KeyFile, AuthorityFile }.Count(f => f != "") is 1 or 2)
        {
            yield return new LocalFault(
                new("节点证书、其私钥与集群的签发机构须全部设置，或都不设。", "A silo's certificate, its private key and the cluster's authority are set all or none."),
                nameof(CertificateFile),
                nameof(KeyFile),
                nameof(AuthorityFile));
        }
    }
}
