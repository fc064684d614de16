using System.ComponentModel.DataAnnotations;
using System.Net;

namespace HazmatTrack.Server.Settings;

/// <summary>Section <c>Server</c>.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>The port of the page and the API, on loopback; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 5080;

    /// <summary>Origins of other pages that may call the API from a browser (CORS), such as <c>https://gis.example.cn</c>; empty for none.</summary>
    [Origins]
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>The folder for the data of the embedded parts; relative to the current folder.</summary>
    [Required]
    public string DataFolder { get; set; } = "data";

    /// <summary>The borders, GeoJSON; relative to the program. A deployer's own file replaces the one that is included.</summary>
    [Required]
    public string Borders { get; set; } = Path.Combine("borders", "provinces.geojson");
}

/// <summary>Section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// The connection string in the format of StackExchange.Redis, such as <c>redis-1:6379,password=…</c>, or some nodes of a Redis Cluster; empty runs the
    /// embedded Redis.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The prefix of all keys. Without braces: in a Redis Cluster they determine which keys are stored together, and the program sets its own.
    /// </summary>
    [Required]
    [RegularExpression("[^{}]*", ErrorMessage = "'{0}' has a brace; choose a prefix without { and }.")]
    public string Prefix { get; set; } = "hazmat:";
}

/// <summary>Section <c>Postgres</c>.</summary>
internal sealed class PostgresOptions
{
    public const string Section = "Postgres";

    /// <summary>The connection string in the format of Npgsql; empty keeps everything in SQLite files in the data folder.</summary>
    public string ConnectionString { get; set; } = "";
}

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
