using System.Net;
using HazmatTrack.Domain;
using Npgsql;
using StackExchange.Redis;

namespace HazmatTrack.Server.Settings;

/// <summary>
/// The links to other machines that are not encrypted, of a program that is reached over a network. It starts with them, since their network may be closed to
/// everybody else, and says so by name.
/// </summary>
internal static class UnencryptedLinks
{
    /// <summary>One warning for each link; none while only this machine reaches the program.</summary>
    public static IEnumerable<LocalText> Warnings(AllSettings all)
    {
        LocalText?[] links = all.Outside.IsOpen || ProductionGuard.IsSiloReached(all)
            ? [Postgres(all.Postgres.ConnectionString), Redis(all.Redis.ConnectionString), Kafka(all), Silos(all), Traces(all.Tracing.Endpoint)]
            : [];
        return links.OfType<LocalText>();
    }

    private static LocalText? Postgres(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);
        return settings.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer
            ? Warning("Postgres:ConnectionString", (settings.Host ?? "").Split(','), "SSL Mode=VerifyFull")
            : null;
    }

    private static LocalText? Redis(string text)
    {
        if (text == "" || ConfigurationOptions.Parse(text) is not { Ssl: false } settings)
        {
            return null;
        }

        var hosts = settings.EndPoints.Select(e => e switch
        {
            DnsEndPoint name => name.Host,
            IPEndPoint address => address.Address.ToString(),
            _ => "",
        });
        return Warning("Redis:ConnectionString", hosts, "ssl=true");
    }

    private static LocalText? Kafka(AllSettings all)
    {
        var protocol = all.Kafka.Settings.FirstOrDefault(s => s.Key.Equals("security.protocol", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        return protocol.EndsWith("ssl", StringComparison.OrdinalIgnoreCase)
            ? null
            : Warning("Kafka:Settings:security.protocol", all.Kafka.BootstrapServers.Split(','), "security.protocol=SASL_SSL");
    }

    /// <summary>Without TLS, a program starts where the network is said to be closed (<see cref="ProductionGuard"/>).</summary>
    private static LocalText? Silos(AllSettings all) =>
        ProductionGuard.IsCluster(all) && !all.Cluster.IsEncrypted && all.Server.ReadRoles() != ServerRoles.Gateway
            ? new(
                "Cluster:CertificateFile：节点之间的连接未加密，且能访问其端口者即被视为节点（Cluster:ClosedNetwork=true）。请使该网络不对他人开放，或设置证书。",
                "Cluster:CertificateFile: silos talk unencrypted, and take anybody who reaches their ports for one of them (Cluster:ClosedNetwork=true). Keep the "
                + "network closed to everybody else, or set certificates.")
            : null;

    private static LocalText? Traces(string endpoint) =>
        endpoint.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? Warning("Tracing:Endpoint", [endpoint], "https") : null;

    private static LocalText? Warning(string setting, IEnumerable<string> addresses, string encrypted)
    {
        var away = string.Join(", ", addresses.Select(HostOf).Where(IsAway).Distinct());
        return away == ""
            ? null
            : new(
                $"{setting}：到 {away} 的连接未加密，途中的人可以读取和篡改其内容。请设置 {encrypted}，或使该网络不对他人开放。",
                $"{setting}: the link to {away} is not encrypted: whoever is on the way can read and change what goes over it. Set {encrypted}, or keep the network closed to everybody else.");
    }

    /// <summary>The host of an address, which may have a scheme and a port; none for a socket of this machine.</summary>
    private static string HostOf(string address)
    {
        var text = address.Trim();
        if (text is "" or ['/' or '@', ..])
        {
            return "";
        }

        var bare = text[(text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..];
        return IPAddress.TryParse(bare, out var ip) ? ip.ToString()
            : Uri.TryCreate($"tcp://{bare}", UriKind.Absolute, out var uri) ? uri.DnsSafeHost
            : bare;
    }

    private static bool IsAway(string host) =>
        host != ""
        && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
