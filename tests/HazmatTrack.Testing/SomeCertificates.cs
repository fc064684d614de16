using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HazmatTrack.Testing;

/// <summary>An authority of a test, and the files of the certificates that it signs.</summary>
public sealed class SomeCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="folder">Where its files are written.</param>
    /// <param name="name">The name of the authority.</param>
    public SomeCertificates(string folder, string name = "Authority of a test")
    {
        Folder = folder;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Authority = request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(30));
        File.WriteAllText(AuthorityFile, Authority.ExportCertificatePem());
    }

    public X509Certificate2 Authority { get; }

    public string AuthorityFile => Path.Combine(Folder, $"{Authority.SubjectName.Name[3..]}.pem");

    private string Folder { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Writes a certificate for a host, and its private key.</summary>
    /// <param name="host">The name or the address.</param>
    /// <param name="validUntil">The end of its time; a month from now where it is not given.</param>
    public (string Certificate, string Key) Write(string host, DateTimeOffset? validUntil = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(Authority, Now.AddDays(-5), validUntil ?? Now.AddDays(20), RandomNumberGenerator.GetBytes(8));
        var (file, keyFile) = (Path.Combine(Folder, $"{host}-{Guid.NewGuid():N}.pem"), Path.Combine(Folder, $"{host}-{Guid.NewGuid():N}.key"));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }
}
