using System.Net;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// Refuses to start a program that other machines reach and that is not safe, with each reason by name, so that nobody opens it unsafe by mistake.
/// </summary>
internal static class ProductionGuard
{
    /// <summary>One line for each setting that is not safe; none while only this machine reaches the program.</summary>
    public static IEnumerable<LocalText> Faults(AllSettings all) => all.Outside.IsOpen ? Outside(all).Concat(Silos(all)) : Silos(all);

    /// <summary>Whether other machines reach the silo in this process.</summary>
    public static bool IsSiloReached(AllSettings all) => all.Server.Is(ServerRoles.Tracker)
        && all.Cluster.AdvertisedAddress != "" && !IPAddress.IsLoopback(IPAddress.Parse(all.Cluster.AdvertisedAddress));

    /// <summary>Whether processes share everything, so that there can be several.</summary>
    public static bool IsCluster(AllSettings all) =>
        all.Kafka.BootstrapServers != "" && all.Redis.ConnectionString != "" && all.Postgres.ConnectionString != "";

    /// <summary>What concerns a program that other machines call.</summary>
    private static IEnumerable<LocalText> Outside(AllSettings all)
    {
        var outside = all.Outside;
        if (all.Access.Demo == true || (all.Access.Demo is null && IsEmbedded(all) && all.SignIn.Count == 0))
        {
            yield return Line(
                "Access:Demo",
                "演示人员无需密码即可登录。请设 Access:Demo=false，并设身份提供方（SignIn:NAME:Authority）",
                "demo people sign in without a password. Set Access:Demo=false and an identity provider (SignIn:NAME:Authority)");
        }

        foreach (var (name, provider) in all.SignIn.Where(p => !p.Value.Authority.StartsWith("https://", StringComparison.OrdinalIgnoreCase)))
        {
            yield return Line(
                $"SignIn:{name}:Authority",
                $"'{provider.Authority}' 不是 https：途中的人可以冒充任何人登录",
                $"'{provider.Authority}' is not https: whoever is on the way could sign in as anybody");
        }

        if (outside.Hosts.Length == 0 || outside.Hosts.Contains("*"))
        {
            yield return Line(
                "Outside:Hosts", "对任何主机名的请求都会应答。请列出访问本程序所用的主机名", "requests for any host name would be answered. Name those by which the program is reached");
        }

        var isUnencrypted = outside.CertificateFile == "" && outside.Proxies.Length == 0;
        foreach (var address in outside.ReadListen().Where(e => isUnencrypted && !IPAddress.IsLoopback(e.Address)))
        {
            yield return Line(
                "Outside:CertificateFile",
                $"对 {address} 的访问未加密。请设证书及其私钥，或列出前面承担 TLS 的代理（Outside:Proxies）",
                $"{address} would be reached unencrypted. Set a certificate and its key, or name the proxies in front that bring TLS (Outside:Proxies)");
        }

        if (outside.Operation == "")
        {
            yield return Line(
                "Outside:Operation",
                "任何人都能看到其指标和存储的故障。请为其指定一个带独立端口的地址，且只有运维人员能够访问",
                "its metrics, and what ails its stores, would be shown to everybody. Name an address with a port of its own for them, which only those who operate the program reach");
        }

        if (outside.KeyRingFile == "" && all.Server.LetsIn())
        {
            yield return Line(
                "Outside:KeyRingFile",
                "保护 Cookie 的密钥会以明文存于数据库。请指定带私钥的证书，所有进程用同一个",
                "the keys that protect cookies would lie in the database unencrypted. Name a certificate with its private key, the same for all processes");
        }

        if (all.Operators.Topics && all.Operators.Principal == "")
        {
            yield return Line(
                "Operators:Principal",
                "各企业的主题没有 Kafka 权限保护。请指定企业的主体，如 User:{code}",
                "no operator's topic would be protected by rights of the brokers. Name the principal of an operator, such as User:{code}");
        }

        if (all.Subscriptions.AllowHttp)
        {
            yield return Line(
                "Subscriptions:AllowHttp",
                "告警会以明文发往 Webhook。请设 Subscriptions:AllowHttp=false",
                "alerts would be sent to webhooks unencrypted. Set Subscriptions:AllowHttp=false");
        }

        if (all.Mail.IsUnencrypted)
        {
            var hasPassword = all.Mail.User != "";
            yield return Line(
                "Mail:Tls",
                $"告警{(hasPassword ? "及邮件服务器的密码" : "")}会以明文发往 {all.Mail.Host}。请设 Mail:Tls=StartTls 或 Tls",
                $"alerts{(hasPassword ? ", and the password of the mail server," : "")} would go to {all.Mail.Host} unencrypted. Set Mail:Tls=StartTls or Tls");
        }
    }

    /// <summary>What concerns silos, and a program that asks them, where they are reached over a network.</summary>
    private static IEnumerable<LocalText> Silos(AllSettings all)
    {
        var cluster = all.Cluster;
        var asksSilos = all.Outside.IsOpen && all.Server.ReadRoles() != ServerRoles.Gateway;
        if (IsCluster(all) && (IsSiloReached(all) || asksSilos) && !cluster.IsEncrypted && !cluster.ClosedNetwork)
        {
            yield return new(
                "Cluster:CertificateFile：可从网络访问节点（Outside:Listen、Outside:Proxies、Cluster:AdvertisedAddress），而节点之间不加密，且能访问其端口者即被视为节点。请设 "
                + "Cluster:CertificateFile、Cluster:KeyFile 和 Cluster:AuthorityFile；若网络已使他人无法访问这些端口，则设 Cluster:ClosedNetwork=true。",
                "Cluster:CertificateFile: silos are reached over a network (Outside:Listen, Outside:Proxies, Cluster:AdvertisedAddress), and would talk unencrypted, "
                + "and take anybody who reaches their ports for one of them. Set Cluster:CertificateFile, Cluster:KeyFile and Cluster:AuthorityFile, or, where the network "
                + "keeps everybody else from these ports, Cluster:ClosedNetwork=true.");
        }
    }

    private static bool IsEmbedded(AllSettings all) =>
        all.Kafka.BootstrapServers == "" && all.Redis.ConnectionString == "" && all.Postgres.ConnectionString == "";

    private static LocalText Line(string setting, string chinese, string english) => new(
        $"{setting}：其他机器可以访问本程序（Outside:Listen、Outside:Proxies），而{chinese}。",
        $"{setting}: other machines reach this program (Outside:Listen, Outside:Proxies), and {english}.");
}
