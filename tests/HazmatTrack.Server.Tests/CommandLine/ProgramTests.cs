using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace HazmatTrack.Server.Tests.CommandLine;

/// <summary>What a user sees who starts the program in the wrong way, or asks it what it can do.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("zh_CN.UTF-8", "退出码", "--help")]
    [InlineData("C.UTF-8", "退出码", "-h")]
    [InlineData("en_GB.UTF-8", "Exit codes", "help")]
    [InlineData("zh_CN.UTF-8", "Exit codes", "--help", "--lang", "en")]
    [InlineData("en_GB.UTF-8", "退出码", "--lang=zh", "--help")]
    [InlineData("en_GB.UTF-8", "Exit codes", "--Server:Port=1", "--help")]
    [InlineData("en_GB.UTF-8", "--shift-to-now", "replay", "--help")]
    [InlineData("zh_CN.UTF-8", "轨迹", "replay", "x.csv", "-h")]
    [InlineData("en_GB.UTF-8", "--checkpoints FILE", "audit", "--help")]
    [InlineData("zh_CN.UTF-8", "审计记录", "audit", "verify", "--help")]
    [InlineData("en_GB.UTF-8", "--live", "health", "--help")]
    [InlineData("zh_CN.UTF-8", "是否就绪", "health", "-h")]
    [InlineData("en_GB.UTF-8", "--role ROLE", "migrate", "--help")]
    [InlineData("zh_CN.UTF-8", "--role 角色", "migrate", "--help")]
    public async Task A_user_who_asks_for_help_gets_it_in_his_language_and_no_server(string locale, string says, params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(locale, arguments);
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_asks_for_the_version_gets_one_line()
    {
        var run = await ProgramRun.OfAsync("C", "--version");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.Matches(@"\AHazmatTrack \d+\.\d+\.\d+\S*\n\z", run.Output);
    }

    [Theory]
    [InlineData("'serve' is not a command", "serve")]
    [InlineData("There is no option --verbose", "--verbose")]
    [InlineData("'-x' is not a command", "-x")]
    [InlineData("--Server:Port needs a value", "--Server:Port")]
    [InlineData("--Demo:Enabled needs a value", "--Demo:Enabled", "--Server:Port=1")]
    [InlineData("Did you mean Server:Port?", "--Server:Prot=1")]
    [InlineData("Sever is no section", "--Sever:Port=1")]
    [InlineData("Server:Port: '99999' is not a whole number from 0 to 65535.", "--Server:Port=99999")]
    [InlineData("Server:Port: 'eighty' is not a whole number from 0 to 65535.", "--Server:Port=eighty")]
    [InlineData("Logging:LogLevel:Default: 'loud' is not one of", "--Logging:LogLevel:Default=loud")]
    [InlineData("Kestrel:Endpoints:Http: the program listens where Server:Port and Outside:Listen say, and nowhere else. Set these instead.", "--Kestrel:Endpoints:Http:Url=http://0.0.0.0:80")]
    [InlineData("Kafka:EmbeddedPort", "--Kafka:EmbeddedPort=70000")]
    [InlineData("Leave one of the two out", "--Kafka:EmbeddedPort=9092", "--Kafka:BootstrapServers=127.0.0.1:1")]
    [InlineData("'here' is not an IP address", "--Cluster:AdvertisedAddress=here")]
    [InlineData("security.protocl", "--Server:Port=0", "--Kafka:BootstrapServers=127.0.0.1:1", "--Kafka:Settings:security.protocl=SSL")]
    [InlineData("Invalid value \"TLS\"", "--Server:Port=0", "--Kafka:BootstrapServers=127.0.0.1:1", "--Kafka:Settings:security.protocol=TLS")]
    [InlineData("Audit:KeyFile is not set, and Postgres:ConnectionString is", "--Server:Port=0", "--Postgres:ConnectionString=Host=127.0.0.1;Port=1")]
    [InlineData("Cannot open the key of the audit record", "--Server:Port=0", "--Audit:KeyFile=no-such-key.pem")]
    [InlineData("no-such-borders.geojson", "--Server:Port=0", "--Server:Borders=no-such-borders.geojson")]
    [InlineData("'wbe' is no role", "--roles", "wbe")]
    [InlineData("Postgres:ConnectionString is not set, and Server:Roles is web", "--roles=web", "--Kafka:BootstrapServers=127.0.0.1:1", "--Redis:ConnectionString=127.0.0.1:1")]
    public async Task A_wrong_option_value_or_file_is_one_line_that_names_it(string says, params string[] arguments) =>
        (await ProgramRun.OfAsync("en_GB.UTF-8", [$"--Server:DataFolder={_folder}", .. arguments])).SaysOneLine(2, says);

    [Theory]
    [InlineData("C", "没有名为 Server:Prot 的设置。是否指 Server:Port？", "--Server:Prot=1")]
    [InlineData("zh_CN.UTF-8", "Server:Port：'eighty' 不是 0 至 65535 的整数。", "--Server:Port=eighty")]
    [InlineData(
        "zh_CN.UTF-8", "Outside:Hosts：其他机器可以访问本程序",
        "--Outside:Proxies:0=10.0.0.0/8", "--Outside:Operation=127.0.0.1:1", "--Access:Demo=false", "--Outside:KeyRingFile=x")]
    [InlineData("zh_CN.UTF-8", "没有选项 --verbose", "--verbose")]
    [InlineData("zh_CN.UTF-8", "There is no option --force", "migrate", "--role=x", "--lang=en", "--force")]
    [InlineData("en_GB.UTF-8", "没有选项 --all", "audit", "verify", "--lang", "zh", "--all")]
    [InlineData("zh_CN.UTF-8", "未设 Audit:KeyFile", "--Server:Port=0", "--Postgres:ConnectionString=Host=127.0.0.1;Port=1")]
    public async Task What_is_wrong_with_the_command_line_or_the_settings_is_said_in_the_language_of_help(
        string locale, string says, params string[] arguments) =>
        (await ProgramRun.OfAsync(locale, arguments)).SaysOneLine(2, says);

    [Theory]
    [InlineData("Server:Port")]
    [InlineData("Kafka:EmbeddedPort")]
    public async Task A_port_that_another_program_has_is_one_line_that_says_how_to_choose_another(string setting)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var run = await ProgramRun.OfAsync("C", $"--Server:DataFolder={_folder}", "--Server:Port=0", $"--{setting}={port}");
        run.SaysOneLine(4, $"Port {port} ({setting}) is in use by another process");
        Assert.Contains($"--{setting}=N", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No server at http://127.0.0.1:1/", "--url", "http://127.0.0.1:1")]
    [InlineData("No Kafka at 127.0.0.1:1", "--brokers", "127.0.0.1:1")]
    [InlineData("There is no option --fast", "--fast")]
    public async Task A_replay_that_cannot_begin_is_one_line_without_the_usage(string says, params string[] arguments)
    {
        var file = Path.Combine(_folder, "some.csv");
        await File.WriteAllTextAsync(file, "time,plate,plateColor,lat,lon\n2026-03-01 08:00:00,沪A12345,2,31.2,121.4\n", TestContext.Current.CancellationToken);
        var run = await ProgramRun.OfAsync("C", ["replay", file, .. arguments]);
        Assert.Equal(2, run.Code);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
        Assert.Contains(says, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("--shift-to-now", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history.db")]
    [InlineData("alerts.db")]
    [InlineData("registry.db")]
    [InlineData("logs.db")]
    public async Task A_database_that_a_newer_program_migrated_is_one_line_that_says_what_to_do(string file)
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, file)};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "create table schema_migrations (scriptname text, applied text); insert into schema_migrations values ('999 of-tomorrow', '2030-01-01')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await ProgramRun.OfAsync("C", $"--Server:DataFolder={_folder}", "--Server:Port=0", "--Cluster:SiloPort=0", "--Cluster:GatewayPort=0"))
            .SaysOneLine(2, "it has '999 of-tomorrow'");
    }

    [Fact]
    public async Task A_Kafka_that_does_not_answer_is_one_line_with_the_reason()
    {
        var run = await ProgramRun.OfAsync("C", $"--Server:DataFolder={_folder}", "--Server:Port=0", "--Kafka:BootstrapServers=127.0.0.1:1");
        run.SaysOneLine(3, "Cannot open Kafka (127.0.0.1:1)");
        Assert.Contains("Connection refused", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Redis (127.0.0.1:1)", "--Redis:ConnectionString=127.0.0.1:1,connectTimeout=500")]
    [InlineData("(PostgreSQL)", "--Postgres:ConnectionString=Host=127.0.0.1;Port=1", "--Audit:KeyFile=key.pem")]
    public async Task A_store_that_does_not_answer_is_one_line(string says, params string[] arguments) =>
        (await ProgramRun.OfAsync("C", [$"--Server:DataFolder={_folder}", "--Server:Port=0", .. arguments])).SaysOneLine(3, says);
}
