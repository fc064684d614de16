using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.Embedded;

/// <summary>What the program says of its settings when it starts.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--Server:Prot=80", "Server:Prot is not a setting. Did you mean Server:Port?")]
    [InlineData("--Demo:Colour=red", "Demo:Colour is not a setting.")]
    [InlineData("--Sever:Port=80", "Sever is no section of settings. Did you mean Server?")]
    [InlineData("--Port=80", "Port is no section of settings.")]
    [InlineData("--Tracing:On=true", "Tracing is no section of settings.")]
    [InlineData("--Demo:Vehicles=0", "Demo:Vehicles")]
    [InlineData("--Demo:Vehicles=many", "many")]
    [InlineData("--Ingest:MaxAhead=soon", "MaxAhead")]
    public void What_is_not_a_setting_or_makes_no_sense_is_refused_with_its_name(string argument, string said)
    {
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given(argument)));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given("--Server:Port=70000", "--Demo:Speed=0", "--Kafak:BootstrapServers=x")));
        Assert.Contains("Server:Port", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Demo:Speed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean Kafka?", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_host_reads_and_what_others_left_in_the_environment_is_no_error()
    {
        var configuration = new ConfigurationManager();
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(["--Logging:LogLevel:Default=Warning", "--Environment=Production", "--Server:Port=1234"]);
        Assert.Equal(1234, AllSettings.Read(configuration).Server.Port);
    }

    [Fact]
    public void The_settings_in_effect_are_told_without_secrets()
    {
        var told = SettingsText.Of(AllSettings.Read(Given(
            "--Server:Port=1234",
            "--Postgres:ConnectionString=Host=db.example;Port=5433;Username=tracker;Password=\"hush;1\";Database=hazmat",
            "--Redis:ConnectionString=redis.example:6379,user=me,password=hush2",
            "--Kafka:BootstrapServers=broker.example:9092",
            "--Kafka:Settings:sasl.username=me",
            "--Kafka:Settings:sasl.password=hush3",
            "--Kafka:Settings:ssl.key.pem=hush4")));
        Assert.DoesNotContain("hush", told, StringComparison.Ordinal);
        foreach (var expected in new[] { "Port=1234", "tracker@db.example:5433/hazmat", "redis.example:6379", "broker.example:9092", "sasl.username=me", "sasl.password=***", "Speed=1", "Keep=184" })
        {
            Assert.Contains(expected, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_that_the_embedded_Kafka_does_not_take_are_not_told_as_in_effect() =>
        Assert.Contains($"{Environment.NewLine}Kafka: (embedded), EmbeddedPort=0{Environment.NewLine}", SettingsText.Of(AllSettings.Read(Given("--Kafka:FetchWaitMs=77"))), StringComparison.Ordinal);

    private static ConfigurationManager Given(params string[] arguments)
    {
        var configuration = new ConfigurationManager();
        configuration.AddCommandLine(arguments);
        return configuration;
    }
}
