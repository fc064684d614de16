using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Access;
using HazmatTrack.Access.Demo;
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
        var secret = SecretOf("SignIn:ClientSecretFile", settings.SignIn.ClientSecretFile);
        services.AddAccess(store, settings.Access, settings.SignIn, secret, demo, settings.Outside.IsOpen);

        // Cookies of a sign-in on its way are read by whichever silo the browser comes back to.
        var protection = services.AddDataProtection().SetApplicationName("HazmatTrack").AddKeyManagementOptions(o => o.XmlRepository = new RingKeys(store));
        if (settings.Outside.KeyRingFile is { Length: > 0 } file)
        {
            protection.ProtectKeysWithCertificate(KeyRingCertificate(file));
        }
    }

    /// <summary>Whether there are demo people.</summary>
    public static bool IsDemo(AllSettings settings, bool isEmbedded) => settings.Access.Demo ?? (isEmbedded && !settings.SignIn.IsSet);

    /// <exception cref="SettingsException">The file cannot be read, or is no certificate with its private key.</exception>
    private static X509Certificate2 KeyRingCertificate(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SettingsException($"Outside:KeyRingFile: '{file}' is no certificate with its private key in PEM: {e.Message}");
        }
    }

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
            throw new SettingsException($"{setting}: '{file}' cannot be read: {e.Message}");
        }
    }
}
