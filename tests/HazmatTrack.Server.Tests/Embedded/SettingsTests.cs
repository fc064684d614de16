using System.ComponentModel.DataAnnotations;
using System.Reflection;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.Embedded;

/// <summary>What the program says of its settings when it starts.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--Server:Prot=80", "Server:Prot is not a setting. Did you mean Server:Port?")]
    [InlineData("--Server:Roles=tracker,wbe", "Server:Roles: 'wbe' is no role. List some of gateway, tracker and web, separated by commas, or all.")]
    [InlineData("--Tracing:Endpoint=collector", "Tracing:Endpoint: 'collector' is not the address of a collector, such as http://collector:4318.")]
    [InlineData("--Tracing:Share=2", "Tracing:Share")]
    [InlineData("--Server:Roles=,", "Server:Roles: ',' is no role.")]
    [InlineData("--Server:Roles=web", "Redis:ConnectionString is not set, and Server:Roles is web: processes of other roles need the same")]
    [InlineData("--Server:Roles=gateway,tracker", "Kafka:BootstrapServers is not set, and Server:Roles is gateway,tracker")]
    [InlineData("--Server:EndNotice=00:02:00", "Server:EndNotice: '00:02:00' is not a span of time")]
    [InlineData("--Demo:Colour=red", "Demo:Colour is not a setting.")]
    [InlineData("--Sever:Port=80", "Sever is no section of settings. Did you mean Server?")]
    [InlineData("--Port=80", "Port is no section of settings.")]
    [InlineData("--Telemetry:On=true", "Telemetry is no section of settings.")]
    [InlineData("--Demo:Vehicles=0", "Demo:Vehicles")]
    [InlineData("--Demo:Vehicles=many", "many")]
    [InlineData("--Ingest:MaxAhead=soon", "MaxAhead")]
    [InlineData("--Rules:off-rout:ConfirmFixes=2", "Rules:off-rout is no rule. Did you mean Rules:off-route?")]
    [InlineData("--Rules:off-route:ConfirmFix=2", "Rules:off-route:ConfirmFix is not a setting. Did you mean Rules:off-route:ConfirmFixes?")]
    [InlineData("--Rules:off-route:ConfirmFixes=2.5", "Rules:off-route:ConfirmFixes: '2.5' is not a whole number from 1 to 100.")]
    [InlineData("--Rules:off-route:UncertaintyMetres=-1", "Rules:off-route:UncertaintyMetres: '-1' is not a number from 0 to 1000 (m).")]
    [InlineData("--Rules:off-route:Versions:0:From=tomorrow", "Rules:off-route:Versions:0:From: 'tomorrow' is not an instant such as 2026-12-01T00:00:00+08:00.")]
    [InlineData("--Rules:off-route:Versions:0:Province=Shanghai", "Rules:off-route:Versions:0:Province: 'Shanghai' is not the code of a province, such as 310000.")]
    [InlineData("--Redis:Prefix=a{b}", "Redis:Prefix: the prefix has a brace; choose one without { and }.")]
    [InlineData("--Redis:ConnectionString=redis-1:6379,pasword=x", "Redis:ConnectionString: not a connection string of StackExchange.Redis: Keyword 'pasword'")]
    [InlineData("--Postgres:ConnectionString=Hst=pg-1;Password=secret", "Postgres:ConnectionString: not a connection string of Npgsql: Couldn't set hst")]
    [InlineData("--Postgres:ConnectionString=Host=pg-1;Port=many", "Postgres:ConnectionString: not a connection string of Npgsql: Couldn't set port")]
    [InlineData("--Alerts:SlowClent=00:00:01", "Alerts:SlowClent is not a setting. Did you mean Alerts:SlowClient?")]
    [InlineData("--Ingest:Partitons=3", "Ingest:Partitons is not a setting. Did you mean Ingest:Partitions?")]
    [InlineData("--Alerts:Topic=a b", "Alerts:Topic: A topic's name holds letters")]
    [InlineData("--Alerts:Keep=1095.00:00:00", "Alerts:Keep: '1095.00:00:00' is not a span of time from 1096.00:00:00")]
    [InlineData("--Audit:Keep=1095.00:00:00", "Audit:Keep: '1095.00:00:00' is not a span of time from 1096.00:00:00")]
    [InlineData("--Audit:CheckpointEvery=00:00:00", "Audit:CheckpointEvery: '00:00:00' is not a span of time")]
    [InlineData("--Audit:Topic=a b", "Audit:Topic: A topic's name holds letters")]
    [InlineData("--Audit:Origin=a b", "Audit:Origin: The name of an audit record has no spaces")]
    [InlineData("--Audit:KeyFle=x", "Audit:KeyFle is not a setting. Did you mean Audit:KeyFile?")]
    [InlineData("--Subscriptions:AllowedRanges:0=10.0.0.1/8", "Subscriptions:AllowedRanges: '10.0.0.1/8': The address")]
    [InlineData("--Subscriptions:LongestPause=00:00:01", "Subscriptions:LongestPause: 00:00:01 is shorter than Subscriptions:FirstPause (00:00:05).")]
    [InlineData("--Subscriptions:Lease=00:00:15", "Subscriptions:Lease: 00:00:15 is shorter than twice Subscriptions:Timeout (00:00:10)")]
    [InlineData("--Mail:Host=smtp.example.cn", "Mail:From: '' is not a mail address, such as alerts@example.cn.")]
    [InlineData("--Mail:Host=smtp://x", "Mail:Host: 'smtp://x' is not the name of a host")]
    [InlineData("--Mail:User=a", "Mail:User,PasswordFile: A user and the file with its password are set both or neither.")]
    [InlineData("--Mail:Tls=Maybe", "Mail:Tls: 'Maybe' is not one of StartTls, Tls, None.")]
    public void What_is_not_a_setting_or_makes_no_sense_is_refused_with_its_name(string argument, string said)
    {
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given(argument), RuleList.Catalog));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        IsInBothLanguages(refused);
    }

    [Fact]
    public void What_is_set_of_a_rule_is_read_with_its_time_and_province_also_by_the_names_of_before()
    {
        var rules = AllSettings.Read(
            Given(
                "--Rules:RouteConfirmTime=00:01:30", "--Rules:off-route:ConfirmFixes=5", "--Rules:off-route:Versions:0:From=2026-12-01T00:00:00+08:00",
                "--Rules:off-route:Versions:0:Province=310000", "--Rules:off-route:Versions:0:ConfirmFixes=2", "--Rules:off-route:Versions:0:Source=DB31/T 1"),
            RuleList.Catalog).Rules;
        Assert.Equal([("ConfirmSeconds", 90.0), ("ConfirmFixes", 5), ("ConfirmFixes", 2)], rules.VersionsOf("off-route")
            .OrderBy(v => v.Source).SelectMany(v => v.Values).Select(v => (v.Key, v.Value)).OrderByDescending(v => v.Value));
        var version = rules.VersionsOf("off-route").Single(v => v.Province == Domain.Provinces.ProvinceCode.Shanghai);
        Assert.Equal((1796054400000, "DB31/T 1"), (version.From.UnixMilliseconds, version.Source));
    }

    [Fact]
    public void What_is_set_of_HTTP_ingest_is_read_by_the_sections_name_of_before_too()
    {
        var ingest = AllSettings.Read(Given("--Door:MaxItems=7", "--Door:MaxBodyBytes=9000", "--HttpIngest:MaxBodyBytes=8000"), RuleList.Catalog).HttpIngest;
        Assert.Equal((7, 8000), (ingest.MaxItems, ingest.MaxBodyBytes));
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given("--Door:MaxItem=7", "--Door:MaxBodyBytes=many"), RuleList.Catalog));
        Assert.Contains("HttpIngest:MaxItem is not a setting. Did you mean HttpIngest:MaxItems?", refused.Message, StringComparison.Ordinal);
        Assert.Contains("HttpIngest:MaxBodyBytes: 'many' is not", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("History:Keep=182.00:00:00", "", "History:Keep (182.00:00:00) is shorter than Ingest:MaxAge (183.00:00:00): a report that is still taken would be judged without the positions before it")]
    [InlineData("Ingest:MaxAge=200.00:00:00", "", "Raise History:Keep or lower Ingest:MaxAge.")]
    [InlineData("Registry:KeepEndedFor=30.00:00:00", "", "Registry:KeepEndedFor (30.00:00:00) is shorter than Ingest:MaxAge (183.00:00:00): a report that comes late would be judged without the permits of its time.")]
    [InlineData("History:Keep=2000.00:00:00,Registry:KeepEndedFor=2000.00:00:00", "Ingest:MaxAge=1500.00:00:00", "Alerts:Keep (1096.00:00:00) is shorter than Ingest:MaxAge (1500.00:00:00)")]
    [InlineData("Registry:StaleAfter=00:00:05", "Registry:PollInterval=00:00:06", "Registry:StaleAfter (00:00:05) is shorter than Registry:PollInterval (00:00:06)")]
    [InlineData("Alerts:RelayLease=00:00:09", "Alerts:Poll=00:00:05", "Alerts:RelayLease (00:00:09) is shorter than twice Alerts:Poll (00:00:05)")]
    [InlineData("Demo:Since=20.00:00:00,Demo:Speed=10", "Ingest:MaxAge=10.00:00:00", "Ingest:MaxAge (10.00:00:00) is shorter than Demo:Since (20.00:00:00)")]
    public void Settings_that_contradict_each_other_are_refused_with_both_names(string one, string other, string said)
    {
        string[] given = [.. $"{one},{other}".Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => "--" + s)];
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given(given), RuleList.Catalog));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    /// <summary>A setting of each type, with a value that is not one, too large a one, or none; and lists and groups given as one value.</summary>
    [Theory]
    [InlineData("Server:Port", "abc", "Server:Port: 'abc' is not a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "1.5", "Server:Port: '1.5' is not a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "70000", "Server:Port: '70000' is not a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "99999999999", "Server:Port: '99999999999' is not a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "", "Server:Port: '' is not a whole number from 0 to 65535.")]
    [InlineData("Server:Port:Page", "80", "Server:Port is one value, a whole number from 0 to 65535; it has no parts such as Server:Port:Page.")]
    [InlineData("Server:DataFolder", "", "Server:DataFolder is empty; it needs a value.")]
    [InlineData("Server:AllowedOrigins", "https://gis.example.cn", "Server:AllowedOrigins: 'https://gis.example.cn' is not a list; give its items as Server:AllowedOrigins:0, Server:AllowedOrigins:1 and so on.")]
    [InlineData("Kafka:Settings", "acks=1", "Kafka:Settings: 'acks=1' is not a group of settings; give each as Kafka:Settings:NAME.")]
    [InlineData("Kafka:GroupProtocol", "fast", "Kafka:GroupProtocol: 'fast' is not one of ")]
    [InlineData("Kafka:GroupProtocol", "77", "Kafka:GroupProtocol: '77' is not one of ")]
    [InlineData("Ingest:MaxAhead", "soon", "Ingest:MaxAhead: 'soon' is not a span of time from 00:00:00 to 1.00:00:00, written hours:minutes:seconds or days.hours:minutes:seconds.")]
    [InlineData("Ingest:MaxAhead", "5 min", "Ingest:MaxAhead: '5 min' is not a span of time from 00:00:00 to 1.00:00:00")]
    [InlineData("Ingest:MaxSpeedKmh", "NaN", "Ingest:MaxSpeedKmh: 'NaN' is not a number from 100 to 1000.")]
    [InlineData("Ingest:MaxSpeedKmh", "fast", "Ingest:MaxSpeedKmh: 'fast' is not a number from 100 to 1000.")]
    [InlineData("Demo:Enabled", "maybe", "Demo:Enabled: 'maybe' is not true or false.")]
    [InlineData("Logging:LogLevel:Default", "loud", "Logging:LogLevel:Default: 'loud' is not one of Trace, Debug,")]
    [InlineData("Logging:Console:LogLevel:Default", "loud", "Logging:Console:LogLevel:Default: 'loud' is not one of Trace, Debug,")]
    public void A_value_that_does_not_fit_is_refused_in_one_line_with_the_setting_the_value_and_what_is_expected(string setting, string value, string said)
    {
        foreach (var from in new[] { Given($"--{setting}={value}"), FromEnvironment(setting, value), FromFile(setting, value) })
        {
            var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(from, RuleList.Catalog));
            Assert.StartsWith(said, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Environment.NewLine, refused.Message, StringComparison.Ordinal);
            IsInBothLanguages(refused);
        }
    }

    /// <summary>What an attribute says where the value does not fit is a text of the program, unless it is the framework's.</summary>
    [Fact]
    public void What_an_attribute_says_of_a_wrong_value_is_there_in_Chinese_too() => Assert.Empty(
        from options in typeof(AllSettings).GetProperties()
        let type = options.PropertyType.IsGenericType ? options.PropertyType.GetGenericArguments()[^1] : options.PropertyType
        from property in type.GetProperties()
        where property.GetCustomAttributes<ValidationAttribute>().Any(a => a.ErrorMessage is not null) && !property.IsDefined(typeof(ChineseFaultAttribute))
        select $"{type.Name}.{property.Name}");

    [Fact]
    public void A_setting_that_need_not_be_set_may_be_empty() =>
        Assert.Equal((null, ""), (AllSettings.Read(Given("--Demo:Enabled=", "--Redis:ConnectionString="), RuleList.Catalog).Demo.Enabled,
            AllSettings.Read(Given("--Redis:ConnectionString="), RuleList.Catalog).Redis.ConnectionString));

    [Fact]
    public void The_demo_is_refused_in_a_process_that_answers_nobody()
    {
        var refused = Assert.Throws<SettingsException>(() => AllSettings.Read(Given("--Demo:Enabled=true", "--Server:Roles=tracker"), RuleList.Catalog));
        Assert.Contains("Demo:Enabled is true, and Server:Roles is tracker", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refused = Assert.Throws<SettingsException>(
            () => AllSettings.Read(Given("--Server:Port=70000", "--Demo:Speed=0", "--Kafak:BootstrapServers=x"), RuleList.Catalog));
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
        Assert.Equal(1234, AllSettings.Read(configuration, RuleList.Catalog).Server.Port);
    }

    [Fact]
    public void The_settings_in_effect_are_told_without_secrets()
    {
        var told = SettingsText.Describe(AllSettings.Read(Given(
            "--Server:Port=1234",
            "--Postgres:ConnectionString=Host=db.example;Port=5433;Username=tracker;Password=\"hush;1\";Database=hazmat",
            "--Redis:ConnectionString=redis.example:6379,user=me,password=hush2",
            "--Kafka:BootstrapServers=broker.example:9092",
            "--Kafka:Settings:sasl.username=me",
            "--Kafka:Settings:sasl.password=hush3",
            "--Kafka:Settings:ssl.key.pem=hush4"), RuleList.Catalog));
        Assert.DoesNotContain("hush", told, StringComparison.Ordinal);
        foreach (var expected in (string[])["Port=1234", "tracker@db.example:5433/hazmat", "redis.example:6379", "broker.example:9092", "sasl.username=me",
            "sasl.password=***", "Speed=1", "Keep=184"])
        {
            Assert.Contains(expected, told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_that_the_embedded_Kafka_does_not_take_are_not_told_as_in_effect() =>
        Assert.Contains($"{Environment.NewLine}Kafka: (embedded), EmbeddedPort=0{Environment.NewLine}", SettingsText.Describe(AllSettings.Read(Given("--Kafka:FetchWaitMs=77"), RuleList.Catalog)), StringComparison.Ordinal);

    [Fact]
    public void A_section_that_several_options_share_is_read_whole_and_shown_as_one()
    {
        var all = AllSettings.Read(
            Given("--Alerts:Topic=warnings", "--Alerts:SlowClient=00:00:07", "--Ingest:Partitions=3", "--Ingest:BatchSize=9"), RuleList.Catalog);
        Assert.Equal(("warnings", TimeSpan.FromSeconds(7)), (all.Alerts.Topic, all.AlertStream.SlowClient));
        Assert.Equal((3, 9), (all.PositionTopics.Partitions, all.Ingest.BatchSize));
        var lines = SettingsText.Describe(all).Split(Environment.NewLine);
        Assert.Contains("SlowClient=00:00:07", Assert.Single(lines, l => l.StartsWith("Alerts: Topic=warnings,", StringComparison.Ordinal)));
        Assert.Contains("BatchSize=9", Assert.Single(lines, l => l.StartsWith("Ingest: Topic=positions,", StringComparison.Ordinal)));
        Assert.All(lines.Skip(1), l => Assert.Matches("^(Server|Outside|Operators|DeadLetters|Kafka|Redis|Postgres|Cluster|Ingest|HttpIngest|History|Alerts|Audit|Subscriptions|Mail|Tracing|Access|SignIn|Registry|Rules|Demo): ", l));
    }

    private static void IsInBothLanguages(SettingsException refused)
    {
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", refused.Text.Chinese);
        Assert.Equal(refused.Text.English.Split(Environment.NewLine).Length, refused.Text.Chinese.Split(Environment.NewLine).Length);
        Assert.DoesNotContain("secret", refused.Text.Chinese, StringComparison.Ordinal);
    }

    private static ConfigurationManager FromEnvironment(string setting, string value)
    {
        var variable = $"HAZMATTRACK_TEST_SETTING_{setting.Replace(":", "__", StringComparison.Ordinal)}";
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            var configuration = new ConfigurationManager();
            configuration.AddEnvironmentVariables("HAZMATTRACK_TEST_SETTING_");
            return configuration;
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    private static ConfigurationManager FromFile(string setting, string value)
    {
        var names = setting.Split(':');
        var json = string.Concat(names.Select(n => $"{{\"{n}\":")) + System.Text.Json.JsonSerializer.Serialize(value) + new string('}', names.Length);
        var configuration = new ConfigurationManager();
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        configuration.AddJsonStream(file);
        return configuration;
    }

    private static ConfigurationManager Given(params string[] arguments)
    {
        var configuration = new ConfigurationManager();
        configuration.AddCommandLine(arguments);
        return configuration;
    }
}
