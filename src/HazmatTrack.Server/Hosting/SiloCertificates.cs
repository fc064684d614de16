using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;
using HazmatTrack.Server.Watching;
using Orleans.Connections.Security;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// TLS between silos, with a certificate on either side: a silo takes another for one of its cluster by a certificate of the cluster's authority, and by
/// nothing else. Names do not matter, since a silo is reached by an address that it has told the others itself.
/// </summary>
internal static class SiloCertificates
{
    /// <summary>Shows when the certificates end.</summary>
    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public static void Watch(IServiceCollection services, Settings.ClusterOptions options)
    {
        var (own, authority) = Read(options);
        services.AddSingleton(new UsedCertificate("silo", own.NotAfter));
        services.AddSingleton(new UsedCertificate("silo-authority", authority.Max(a => a.NotAfter)));
    }

    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public static void Use(ISiloBuilder silo, Settings.ClusterOptions options)
    {
        var (own, authority) = Read(options);
        silo.UseTls(own, tls => Ask(tls, options, authority));
    }

    /// <summary>The same for a process that is no silo: it brings a certificate of the same authority.</summary>
    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public static void Use(IClientBuilder client, Settings.ClusterOptions options)
    {
        var (own, authority) = Read(options);
        client.UseTls(own, tls => Ask(tls, options, authority));
    }

    /// <summary>Reads the silo's own certificate and those of the cluster's authority.</summary>
    /// <exception cref="SettingsException">A file cannot be read, or no other silo would take this one for one of the cluster.</exception>
    internal static (X509Certificate2 Own, X509Certificate2Collection Authority) Read(Settings.ClusterOptions options)
    {
        var (own, authority) = (ReadOwn(options), ReadAuthority(options));
        return IsSilo(own, null, authority) ? (own, authority) : throw new SettingsException(new(
            $"Cluster:CertificateFile：'{options.CertificateFile}' 当前无效，或不是由 Cluster:AuthorityFile '{options.AuthorityFile}' 签发：其他节点不会将本节点视为集群的一员。",
            $"Cluster:CertificateFile: '{options.CertificateFile}' is not valid now, or not signed by Cluster:AuthorityFile '{options.AuthorityFile}': no other silo would take this one for one of the cluster."));
    }

    /// <summary>Whether a certificate was signed by the cluster's authority and is valid now.</summary>
    /// <param name="sent">The certificates that came with it, which may lead from it to the authority.</param>
    internal static bool IsSilo(X509Certificate2? certificate, X509Chain? sent, X509Certificate2Collection authority)
    {
        if (certificate is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }

    private static void Ask(TlsOptions tls, Settings.ClusterOptions options, X509Certificate2Collection authority)
    {
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.CheckCertificateRevocation = false;
        tls.RemoteCertificateValidation = (certificate, chain, _) => IsSilo(certificate, chain, authority);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = options.ClusterId;
    }

    private static X509Certificate2 ReadOwn(Settings.ClusterOptions options) => PemFiles.Read(
        new(
            $"Cluster:CertificateFile、Cluster:KeyFile：'{options.CertificateFile}' 和 '{options.KeyFile}' 不是 PEM 格式的证书及其私钥",
            $"Cluster:CertificateFile, Cluster:KeyFile: '{options.CertificateFile}' and '{options.KeyFile}' are not a certificate and its private key in PEM"),
        () => PemFiles.CertificateForTls(options.CertificateFile, options.KeyFile));

    private static X509Certificate2Collection ReadAuthority(Settings.ClusterOptions options)
    {
        var authority = new X509Certificate2Collection();
        var problem = new LocalText(
            $"Cluster:AuthorityFile：'{options.AuthorityFile}' 中没有 PEM 格式的证书", $"Cluster:AuthorityFile: '{options.AuthorityFile}' has no certificates in PEM");
        PemFiles.Read(problem, () =>
        {
            authority.ImportFromPemFile(options.AuthorityFile);
            return authority;
        });
        return authority.Count > 0 ? authority : throw new SettingsException(problem.With(c => $"{c}。", en => $"{en}."));
    }
}
