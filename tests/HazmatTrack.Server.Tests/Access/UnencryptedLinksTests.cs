using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>A program that is reached over a network says at start which of its links to other machines are not encrypted.</summary>
public sealed class UnencryptedLinksTests
{
    private static readonly Dictionary<string, string?> s_open = new(OpenSettings.Safe)
    {
        ["Cluster:CertificateFile"] = "silo.pem",
        ["Cluster:KeyFile"] = "silo.key",
        ["Cluster:AuthorityFile"] = "authority.pem",
        ["Postgres:ConnectionString"] = "Host=pg-1,pg-2:5433;SSL Mode=VerifyFull;Password=secret",
        ["Redis:ConnectionString"] = "redis-1:6379,ssl=true,password=secret",
        ["Kafka:BootstrapServers"] = "kafka-1:9092,kafka-2:9092",
        ["Kafka:Settings:security.protocol"] = "SASL_SSL",
    };

    [Fact]
    public void Nothing_is_said_of_links_that_are_encrypted_nor_of_those_within_the_machine_nor_of_a_program_that_only_this_machine_reaches()
    {
        Assert.Empty(Warned(s_open));
        Assert.Empty(Warned(new(s_open) { ["Kafka:Settings:security.protocol"] = "ssl", ["Postgres:ConnectionString"] = "Host=pg-1;SSL Mode=Require" }));
        Assert.Empty(Warned(new(s_open)
        {
            ["Postgres:ConnectionString"] = "Host=/var/run/postgresql,@pg",
            ["Redis:ConnectionString"] = "localhost:6379,[::1]:6380",
            ["Kafka:BootstrapServers"] = "127.0.0.1:9092, LOCALHOST:9093",
            ["Kafka:Settings:security.protocol"] = "plaintext",
            ["Tracing:Endpoint"] = "http://127.0.0.1:4318",
        }));
        Assert.Empty(Warned(new()
        {
            ["Postgres:ConnectionString"] = "Host=pg-1",
            ["Redis:ConnectionString"] = "redis-1:6379",
            ["Kafka:BootstrapServers"] = "kafka-1:9092",
        }));

        // Everything within the process.
        Assert.Empty(Warned(s_open.Where(s => s.Key.Split(':')[0] is not ("Postgres" or "Redis" or "Kafka" or "Cluster")).ToDictionary()));
    }

    [Theory]
    [InlineData("Postgres:ConnectionString", "Host=localhost,pg-2:5433;Password=secret", "Postgres:ConnectionString", "pg-2")]
    [InlineData("Postgres:ConnectionString", "Host=10.0.0.5;SSL Mode=Disable;Password=secret", "Postgres:ConnectionString", "10.0.0.5")]
    [InlineData("Redis:ConnectionString", "127.0.0.1:6379,redis-2:6379,password=secret", "Redis:ConnectionString", "redis-2")]
    [InlineData("Kafka:Settings:security.protocol", "SASL_PLAINTEXT", "Kafka:Settings:security.protocol", "kafka-1, kafka-2")]
    [InlineData("Kafka:Settings:security.protocol", null, "Kafka:Settings:security.protocol", "kafka-1, kafka-2")]
    [InlineData("Tracing:Endpoint", "http://collector:4318", "Tracing:Endpoint", "collector")]
    public void A_link_that_is_not_encrypted_is_named_in_both_languages_with_its_hosts_and_no_secret(string setting, string? value, string named, string hosts)
    {
        var settings = new Dictionary<string, string?>(s_open) { [setting] = value };
        if (value is null)
        {
            settings.Remove(setting);
        }

        var (chinese, english) = Assert.Single(Warned(settings));
        Assert.StartsWith($"{named}: the link to {hosts} is not encrypted", english, StringComparison.Ordinal);
        Assert.StartsWith($"{named}：到 {hosts} 的连接未加密", chinese, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", chinese + english, StringComparison.Ordinal);
    }

    [Fact]
    public void Silos_of_a_closed_network_are_named_where_they_are_not_encrypted()
    {
        var closed = s_open.Where(s => !s.Key.StartsWith("Cluster:", StringComparison.Ordinal)).ToDictionary();
        closed["Cluster:ClosedNetwork"] = "true";
        Assert.StartsWith("Cluster:CertificateFile:", Assert.Single(Warned(closed)).English, StringComparison.Ordinal);
        Assert.Empty(Warned(new(closed) { ["Server:Roles"] = "gateway" }));
    }

    [Fact]
    public void A_silo_that_other_machines_reach_says_it_too_though_nobody_calls_it()
    {
        Dictionary<string, string?> tracker = new()
        {
            ["Server:Roles"] = "tracker",
            ["Postgres:ConnectionString"] = "Host=pg-1",
            ["Redis:ConnectionString"] = "redis-1:6379",
            ["Kafka:BootstrapServers"] = "kafka-1:9092",
            ["Cluster:ClosedNetwork"] = "true",
            ["Cluster:AdvertisedAddress"] = "10.0.0.1",
        };
        Assert.Equal(4, Warned(tracker).Count);
        Assert.Empty(Warned(new(tracker) { ["Cluster:AdvertisedAddress"] = "127.0.0.1" }));
    }

    private static List<(string Chinese, string English)> Warned(Dictionary<string, string?> settings)
    {
        return [.. UnencryptedLinks.Warnings(OpenSettings.Read(settings)).Select(w => (w.Chinese, w.English))];
    }
}
