using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>Once other machines reach the program it starts with safe settings only, and says which are not.</summary>
public sealed class ProductionGuardTests
{
    private static readonly Dictionary<string, string?> s_safe = new(OpenSettings.Safe)
    {
        ["Mail:Host"] = "smtp.example.cn",
        ["Mail:From"] = "alerts@example.cn",
    };

    [Fact]
    public void Safe_settings_are_accepted_and_a_program_that_only_this_machine_reaches_needs_none()
    {
        Read([]);
        Read(s_safe);

        // Behind a proxy that brings TLS.
        Read(new(s_safe) { ["Outside:CertificateFile"] = "", ["Outside:KeyFile"] = "", ["Outside:Proxies:0"] = "10.0.0.0/24" });

        // By a relay on this machine, without a password.
        Read(new(s_safe) { ["Mail:Host"] = "localhost", ["Mail:Tls"] = "None" });
    }

    [Theory]
    [InlineData("Access:Demo", "true", "Access:Demo")]
    [InlineData("SignIn:main:Authority", null, "Access:Demo")]
    [InlineData("SignIn:main:Authority", "http://id.example.cn", "SignIn:main:Authority")]
    [InlineData("Outside:Hosts:0", "*", "Outside:Hosts")]
    [InlineData("Outside:Hosts:0", null, "Outside:Hosts")]
    [InlineData("Outside:KeyRingFile", "", "Outside:KeyRingFile")]
    [InlineData("Outside:Operation", "", "Outside:Operation")]
    [InlineData("Outside:CertificateFile+Outside:KeyFile", "", "Outside:CertificateFile")]
    [InlineData("Operators:Topics", "true", "Operators:Principal")]
    [InlineData("Subscriptions:AllowHttp", "true", "Subscriptions:AllowHttp")]
    [InlineData("Mail:Tls", "None", "Mail:Tls")]
    public void What_is_not_safe_is_refused_by_name(string settings, string? value, string named)
    {
        var all = new Dictionary<string, string?>(s_safe);
        foreach (var setting in settings.Split('+'))
        {
            all[setting] = value;
            if (value is null)
            {
                all.Remove(setting);
            }
        }

        var refusal = Assert.Throws<SettingsException>(() => Read(all));
        Assert.StartsWith(named + ":", refusal.Message, StringComparison.Ordinal);
        Assert.Single(refusal.Message.Split(Environment.NewLine));
        Assert.StartsWith($"{named}：其他机器可以访问本程序", refusal.Text.Chinese, StringComparison.Ordinal);
        Assert.Single(refusal.Text.Chinese.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("Outside:Listen:0", "443")]
    [InlineData("Outside:Listen:0", "0.0.0.0")]
    [InlineData("Outside:Proxies:0", "proxy.example.cn")]
    [InlineData("Outside:Hosts:0", "https://track.example.cn/")]
    [InlineData("Outside:KeyFile", "")]
    [InlineData("Outside:Operation", "9090")]
    [InlineData("Outside:Operation", "127.0.0.1:443")]
    [InlineData("Outside:Proxies:0", "0.0.0.0/0")]
    public void A_setting_that_is_no_address_or_no_name_is_refused(string setting, string value) =>
        Assert.Contains(
            setting.Split(':')[1], Assert.Throws<SettingsException>(() => Read(new(s_safe) { [setting] = value })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_goes_to_no_mail_server_unencrypted()
    {
        var settings = new Dictionary<string, string?>(s_safe)
        {
            ["Mail:Host"] = "localhost",
            ["Mail:Tls"] = "None",
            ["Mail:User"] = "alerts",
            ["Mail:PasswordFile"] = "password",
        };
        Assert.Contains("the password of the mail server", Assert.Throws<SettingsException>(() => Read(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Silos_that_would_talk_unencrypted_are_refused_unless_the_network_is_closed_to_others()
    {
        var cluster = new Dictionary<string, string?>(s_safe)
        {
            ["Kafka:BootstrapServers"] = "kafka:9092",
            ["Redis:ConnectionString"] = "redis:6379",
            ["Postgres:ConnectionString"] = "Host=postgres",
        };
        Assert.StartsWith("Cluster:CertificateFile:", Assert.Throws<SettingsException>(() => Read(cluster)).Message, StringComparison.Ordinal);
        Read(new(cluster) { ["Cluster:ClosedNetwork"] = "true" });
        Read(new(cluster) { ["Cluster:CertificateFile"] = "silo.pem", ["Cluster:KeyFile"] = "silo.key", ["Cluster:AuthorityFile"] = "authority.pem" });
    }

    [Theory]
    [InlineData("tracker", "10.0.0.1", "Cluster:CertificateFile: silos are reached over a network")]
    [InlineData("all", "10.0.0.1", "Cluster:CertificateFile: silos are reached over a network")]
    [InlineData("tracker", "127.0.0.1", null)]
    [InlineData("gateway", "10.0.0.1", null)]
    public void Silos_that_a_network_reaches_are_encrypted_though_nobody_calls_them(string roles, string address, string? says)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Server:Roles"] = roles,
            ["Kafka:BootstrapServers"] = "kafka:9092",
            ["Redis:ConnectionString"] = "redis:6379",
            ["Postgres:ConnectionString"] = "Host=postgres",
            ["Cluster:AdvertisedAddress"] = address,
        };
        if (says is null)
        {
            Read(settings);
        }
        else
        {
            Assert.Contains(says, Assert.Throws<SettingsException>(() => Read(settings)).Message, StringComparison.Ordinal);
            settings["Cluster:ClosedNetwork"] = "true";
            Read(settings);
        }
    }

    [Fact]
    public void Everything_that_is_not_safe_is_said_at_once() => Assert.Equal(
        5,
        Assert.Throws<SettingsException>(() => Read(new() { ["Outside:Listen:0"] = "0.0.0.0:80" })).Message.Split(Environment.NewLine).Length);

    private static AllSettings Read(Dictionary<string, string?> settings) => OpenSettings.Read(settings);
}
