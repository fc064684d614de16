using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Server.Settings;

/// <summary>Section <c>Server</c>.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>
    /// What this process does, so that each part can have as many processes as it needs: <c>gateway</c>, <c>tracker</c>, <c>web</c>, separated by commas, or
    /// <c>all</c>. Also written <c>--roles</c>.
    /// </summary>
    [Roles]
    public string Roles { get; set; } = "all";

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

    /// <summary>
    /// A folder of files that are settings: the file <c>Postgres__ConnectionString</c> holds that setting, so that no secret is on the command line or in the
    /// environment. They prevail over settings from elsewhere. Empty for none.
    /// </summary>
    public string SecretsFolder { get; set; } = "";

    /// <summary>
    /// How long the program goes on answering after it was told to end, while its readiness probe fails already: as long as those in front of it take to send
    /// their requests elsewhere. 0 where nobody asks the probe.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan EndNotice { get; set; }

    /// <summary>The roles of this process.</summary>
    public ServerRoles ReadRoles() => RolesAttribute.Parse(Roles);

    /// <summary>Whether this process has a role.</summary>
    public bool Is(ServerRoles role) => ReadRoles().HasFlag(role);

    /// <summary>Whether it answers operators, people and integrations, and so asks them who they are.</summary>
    public bool LetsIn() => Is(ServerRoles.Gateway) || Is(ServerRoles.Web);

    /// <summary>Whether it needs history, alerts and the registry.</summary>
    public bool ReadsHistory() => Is(ServerRoles.Tracker) || Is(ServerRoles.Web);
}
