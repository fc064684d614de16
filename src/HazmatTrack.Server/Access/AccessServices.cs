using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Access;
using HazmatTrack.Access.Demo;
using HazmatTrack.Access.Providers;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.Access;
using Microsoft.AspNetCore.DataProtection;

namespace HazmatTrack.Server.Access;

/// <summary>Registers the way in by the settings: who vouches for people, and whether there are demo people.</summary>
internal static class AccessServices
{
    /// <param name="store">The open store of operators, keys and sessions.</param>
    /// <param name="isEmbedded">Whether every part of the infrastructure is embedded, so that there may be demo people.</param>
    /// <exception cref="SettingsException">The file with the secret cannot be read.</exception>
    public static void AddAccess(this IServiceCollection services, AllSettings settings, AccessStore store, bool isEmbedded)
    {
        // The host's own people prevail, so that tests sign in as whom they need.
        var given = services.LastOrDefault(s => s.ServiceType == typeof(DemoPeople))?.ImplementationInstance as DemoPeople;
        var demo = IsDemo(settings, isEmbedded) ? given ?? DemoPeople.Usual : null;
        services.AddAccess(store, settings.Access, ProvidersOf(settings), demo, settings.Outside.IsOpen);

        // Cookies of a sign-in on its way are read by whichever silo the browser comes back to.
        var protection = services.AddDataProtection().SetApplicationName("HazmatTrack").AddKeyManagementOptions(o => o.XmlRepository = new RingKeys(store));
        if (settings.Outside.KeyRingFile is { Length: > 0 } file)
        {
            protection.ProtectKeysWithCertificate(KeyRingCertificate(file));
        }
    }

    /// <summary>Whether there are demo people.</summary>
    public static bool IsDemo(AllSettings settings, bool isEmbedded) => settings.Access.Demo ?? (isEmbedded && settings.SignIn.Count == 0);

    /// <exception cref="SettingsException">The file cannot be read, or is no certificate with its private key.</exception>
    private static X509Certificate2 KeyRingCertificate(string file) => PemFiles.Read(
        new(
            $"Outside:KeyRingFile：'{file}' 不是 PEM 格式的证书及其私钥", $"Outside:KeyRingFile: '{file}' is no certificate with its private key in PEM"),
        () =>
        {
            var certificate = X509Certificate2.CreateFromPemFile(file);
            using var key = certificate.GetRSAPrivateKey();
            return key is not null ? certificate : throw new SettingsException(new(
                $"Outside:KeyRingFile：'{file}' 的私钥不是 RSA，而 Cookie 的密钥只能以 RSA 加密。请生成一个：openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=hazmattrack -keyout FILE -out CERTIFICATE，并将两者合为一个文件。",
                $"Outside:KeyRingFile: the key of '{file}' is not RSA, by which alone the keys of cookies are encrypted. Make one: openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj /CN=hazmattrack -keyout FILE -out CERTIFICATE, and append the one to the other."));
        });

    /// <exception cref="SettingsException">A file with a secret cannot be read.</exception>
    private static ProviderList ProvidersOf(AllSettings settings) =>
        new([.. settings.SignIn.Select(p => new Provider(p.Key, p.Value, SecretOf($"SignIn:{p.Key}:ClientSecretFile", p.Value.ClientSecretFile)))]);

    /// <summary>The secret in a file that a setting names; null where it names none.</summary>
    /// <exception cref="SettingsException">The file cannot be read.</exception>
    public static string? SecretOf(string setting, string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(new($"{setting}：'{file}' 无法读取：{e.Message}", $"{setting}: '{file}' cannot be read: {e.Message}"));
        }
    }
}
