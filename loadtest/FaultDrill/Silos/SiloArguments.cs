using System.Globalization;
using System.Security.Cryptography;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>The settings of silos that make one cluster on real servers, with topics and keys of their own.</summary>
/// <param name="Name">What their topics, group, keys and cluster are called by.</param>
internal sealed record SiloArguments(string Name, string Kafka, string Redis, string Postgres, int Partitions)
{
    /// <summary>After how long without a sign of life a silo's partitions go to the others.</summary>
    public static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(6);

    private static readonly Lazy<string> s_keyFile = new(MakeKeyFile);

    public string Topic => $"positions-{Name}";

    public string DeadLetterTopic => $"positions.dead-letter-{Name}";

    public string AlertsTopic => $"alerts-{Name}";

    public string CheckpointsTopic => $"audit.checkpoints-{Name}";

    public string Group => $"group-{Name}";

    public string[] All =>
    [
        $"--Kafka:BootstrapServers={Kafka}",
        $"--Kafka:SessionTimeout={SessionTimeout:c}",
        $"--Redis:ConnectionString={Redis}",
        $"--Redis:Prefix={Name}:",
        $"--Postgres:ConnectionString={Postgres}",
        $"--Cluster:ClusterId={Name}",
        $"--Cluster:ServiceId={Name}",
        "--Cluster:SiloPort=0",
        "--Cluster:GatewayPort=0",
        "--Cluster:AdvertisedAddress=127.0.0.1",
        $"--Ingest:Topic={Topic}",
        $"--Ingest:DeadLetterTopic={DeadLetterTopic}",
        $"--Ingest:Group={Group}",
        string.Create(CultureInfo.InvariantCulture, $"--Ingest:Partitions={Partitions}"),
        $"--Alerts:Topic={AlertsTopic}",
        $"--Audit:Topic={CheckpointsTopic}",
        $"--Audit:KeyFile={s_keyFile.Value}",
    ];

    /// <summary>A key that all silos which this process starts sign checkpoints of the audit record with.</summary>
    private static string MakeKeyFile()
    {
        var file = Path.Combine(Path.GetTempPath(), $"hazmattrack-audit-{Environment.ProcessId}.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
        return file;
    }
}
