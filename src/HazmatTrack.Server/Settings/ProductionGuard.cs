using System.Net;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Refuses to start a program that other machines reach and that is not safe, with each reason by name, so that nobody opens it unsafe by mistake.
/// </summary>
internal static class ProductionGuard
{
    /// <summary>One line for each setting that is not safe; none while only this machine reaches the program.</summary>
    public static IEnumerable<string> Faults(AllSettings all) => all.Outside.IsOpen ? Outside(all).Concat(Silos(all)) : Silos(all);

    /// <summary>Whether other machines reach the silo in this process.</summary>
    public static bool IsSiloReached(AllSettings all) => all.Server.Is(ServerRoles.Tracker)
        && all.Cluster.AdvertisedAddress != "" && !IPAddress.IsLoopback(IPAddress.Parse(all.Cluster.AdvertisedAddress));

    /// <summary>Whether processes share everything, so that there can be several.</summary>
    public static bool IsCluster(AllSettings all) =>
        all.Kafka.BootstrapServers != "" && all.Redis.ConnectionString != "" && all.Postgres.ConnectionString != "";

    /// <summary>What concerns a program that other machines call.</summary>
    private static IEnumerable<string> Outside(AllSettings all)
    {
        var outside = all.Outside;
        if (all.Access.Demo == true || (all.Access.Demo is null && IsEmbedded(all) && all.SignIn.Count == 0))
        {
            yield return Line("Access:Demo", "demo people sign in without a password. Set Access:Demo=false and an identity provider (SignIn:NAME:Authority)");
        }

        foreach (var (name, provider) in all.SignIn.Where(p => !p.Value.Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase)))
        {
            yield return Line($"SignIn:{name}:Authority", $"'{provider.Authority}' is not https: whoever is on the way could sign in as anybody");
        }

        if (outside.Hosts.Length == 0 || outside.Hosts.Contains("*"))
        {
            yield return Line("Outside:Hosts", "requests for any host name would be answered. Name those by which the program is reached");
        }

        var isUnencrypted = outside.CertificateFile == "" && outside.Proxies.Length == 0;
        foreach (var address in outside.ReadListen().Where(e => isUnencrypted && !IPAddress.IsLoopback(e.Address)))
        {
            yield return Line("Outside:CertificateFile", $"{address} would be reached unencrypted. Set a certificate and its key, or name the proxies in front that bring TLS (Outside:Proxies)");
        }

        if (outside.Operation == "")
        {
            yield return Line("Outside:Operation", "its metrics, and what ails its stores, would be shown to everybody. Name an address with a port of its own for them, which only those who operate the program reach");
        }

        if (outside.KeyRingFile == "" && all.Server.LetsIn())
        {
            yield return Line("Outside:KeyRingFile", "the keys that protect cookies would lie in the database unencrypted. Name a certificate with its private key, the same for all processes");
        }

        if (all.Operators.Topics && all.Operators.Principal == "")
        {
            yield return Line("Operators:Principal", "no operator's topic would be protected by rights of the brokers. Name the principal of an operator, such as User:{code}");
        }

        if (all.Subscriptions.AllowHttp)
        {
            yield return Line("Subscriptions:AllowHttp", "alerts would be sent to webhooks unencrypted. Set Subscriptions:AllowHttp=false");
        }

        if (all.Mail.IsUnencrypted)
        {
            yield return Line("Mail:Tls", $"alerts{(all.Mail.User == "" ? "" : ", and the password of the mail server,")} would go to {all.Mail.Host} unencrypted. Set Mail:Tls=StartTls or Tls");
        }
    }

    /// <summary>What concerns silos, and a program that asks them, where they are reached over a network.</summary>
    private static IEnumerable<string> Silos(AllSettings all)
    {
        var cluster = all.Cluster;
        var asksSilos = all.Outside.IsOpen && all.Server.ReadRoles() != ServerRoles.Gateway;
        if (IsCluster(all) && (IsSiloReached(all) || asksSilos) && !cluster.IsEncrypted && !cluster.ClosedNetwork)
        {
            yield return "Cluster:CertificateFile: silos are reached over a network (Outside:Listen, Outside:Proxies, Cluster:AdvertisedAddress), and would talk unencrypted, "
                + "and take anybody who reaches their ports for one of them. Set Cluster:CertificateFile, Cluster:KeyFile and Cluster:AuthorityFile, or, where the network "
                + "keeps everybody else from these ports, Cluster:ClosedNetwork=true.";
        }
    }

    private static bool IsEmbedded(AllSettings all) =>
        all.Kafka.BootstrapServers == "" && all.Redis.ConnectionString == "" && all.Postgres.ConnectionString == "";

    private static string Line(string setting, string why) => $"{setting}: other machines reach this program (Outside:Listen, Outside:Proxies), and {why}.";
}
