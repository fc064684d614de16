using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>Certificates and keys in PEM that settings name.</summary>
internal static class PemFiles
{
    /// <summary>Reads files.</summary>
    /// <param name="problem">What is wrong where they cannot be read: the setting and the file.</param>
    /// <exception cref="SettingsException">A file cannot be read, or holds something else.</exception>
    public static T Read<T>(LocalText problem, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SettingsException(problem.With(c => $"{c}：{e.Message}", en => $"{en}: {e.Message}"));
        }
    }

    /// <summary>The first certificate of a file with its private key, for TLS, which needs a key that is not of this call alone.</summary>
    public static X509Certificate2 CertificateForTls(string certificateFile, string keyFile)
    {
        using var read = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }
}
