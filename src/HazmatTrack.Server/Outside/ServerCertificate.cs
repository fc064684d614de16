using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Outside;

/// <summary>The certificate of the outside listeners with its chain, read again when its file changes: one that is renewed needs no restart.</summary>
internal sealed partial class ServerCertificate(OutsideOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private SslStreamCertificateContext _now = Read(options);
    private DateTime _written = File.GetLastWriteTimeUtc(options.CertificateFile);
    private long _looked = time.GetTimestamp();

    /// <summary>Receives what is wrong with a new certificate; the one before stays in use.</summary>
    public ILogger? Log { get; set; }

    public SslStreamCertificateContext Now
    {
        get
        {
            lock (_gate)
            {
                if (time.GetElapsedTime(_looked) >= s_betweenLooks)
                {
                    _looked = time.GetTimestamp();
                    Look();
                }

                return _now;
            }
        }
    }

    private void Look()
    {
        var written = File.GetLastWriteTimeUtc(options.CertificateFile);
        if (written == _written)
        {
            return;
        }

        try
        {
            (_now, _written) = (Read(options), written);
        }
        catch (SettingsException e)
        {
            // The two files are written one after the other: it is looked at again.
            if (Log is { } log)
            {
                LogNotRead(log, e.Message);
            }
        }
    }

    /// <exception cref="SettingsException">A file cannot be read, or holds no certificate or no key of it.</exception>
    private static SslStreamCertificateContext Read(OutsideOptions options) => PemFiles.Read(
        new(
            $"Outside:CertificateFile、Outside:KeyFile：'{options.CertificateFile}' 和 '{options.KeyFile}' 不是 PEM 格式的证书及其私钥",
            $"Outside:CertificateFile, Outside:KeyFile: '{options.CertificateFile}' and '{options.KeyFile}' are not a certificate and its private key in PEM"),
        () =>
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);

            // The first certificate of the file is the server's own; the others lead from it to a root.
            return SslStreamCertificateContext.Create(
                PemFiles.CertificateForTls(options.CertificateFile, options.KeyFile), [.. chain.Skip(1)], offline: true);
        });

    [LoggerMessage(LogLevel.Error, "The new certificate cannot be used, the one before stays: {Why}")]
    private static partial void LogNotRead(ILogger log, string why);
}
