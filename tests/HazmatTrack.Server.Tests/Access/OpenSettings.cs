using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>Settings of a program that other machines reach.</summary>
internal static class OpenSettings
{
    /// <summary>The least that such a program starts with.</summary>
    public static IReadOnlyDictionary<string, string?> Safe { get; } = new Dictionary<string, string?>
    {
        ["Outside:Listen:0"] = "0.0.0.0:443",
        ["Outside:Hosts:0"] = "track.example.cn",
        ["Outside:CertificateFile"] = "cert.pem",
        ["Outside:KeyFile"] = "key.pem",
        ["Outside:KeyRingFile"] = "ring.pem",
        ["Outside:Operation"] = "127.0.0.1:9090",
        ["SignIn:main:Authority"] = "https://id.example.cn",
    };

    /// <exception cref="SettingsException">A setting is wrong or unsafe.</exception>
    public static AllSettings Read(Dictionary<string, string?> settings) =>
        AllSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), RuleList.Catalog);
}
