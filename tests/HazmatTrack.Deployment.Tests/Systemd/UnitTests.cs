using HazmatTrack.Server.CommandLine;
using HazmatTrack.Testing;

namespace HazmatTrack.Deployment.Tests.Systemd;

public sealed class UnitTests(ITestOutputHelper output) : IDisposable
{
    private const string Name = "hazmattrack@.service";
    private const string Migration = "hazmattrack-migrate.service";

    /// <summary>
    /// On the scale of systemd-analyze, where 100 is unprotected: the unit has 14, and what a program with its network and a just-in-time compiler can do
    /// without is on.
    /// </summary>
    private const string MostExposed = "20";

    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-unit-").FullName;

    private static string Text => TextOf(Name);

    /// <summary>The variables of the example's file.</summary>
    private static Dictionary<string, string> Variables => File.ReadAllLines(Repository.File("deploy/systemd/main.conf"))
        .Where(l => l != "" && !l.StartsWith('#')).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Every_setting_of_the_unit_and_of_its_example_is_one_of_the_program() => Assert.Empty(UnitFaults.Of(UnitFile.Read(Text), Variables));

    [Fact]
    public void The_database_is_migrated_with_a_password_that_the_program_does_not_get()
    {
        var migration = UnitFile.Read(TextOf(Migration));
        var command = migration.Last("ExecStart")!.Split(' ');
        Assert.Equal(UnitFile.Read(Text).Last("ExecStart"), command[0]);
        var asked = Arguments.Parse(command[1..]);
        Assert.Equal((Server.CommandLine.Request.Migrate, "hazmattrack"), (asked.Request, MigrateArguments.Parse(asked.Rest).Role));
        Assert.Equal(["Postgres__ConnectionString"], migration.Credentials.Keys);
        Assert.Equal("%d", migration.Environment["Server__SecretsFolder"]);
        Assert.Empty(migration.Credentials.Values.Intersect(UnitFile.Read(Text).Credentials.Values));
        Assert.Equal("oneshot", migration.Last("Type"));
    }

    [Theory]
    [InlineData(Name)]
    [InlineData(Migration)]
    public async Task Systemd_knows_every_line_of_it_and_calls_it_well_protected(string name)
    {
        Scripts.Need("systemd-analyze");

        // A program of the same name, since the machine of the test has none.
        var program = Path.Combine(_folder, "HazmatTrack.Server");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n", TestContext.Current.CancellationToken);
        await Scripts.RunAsync("chmod", "+x", program);
        var (code, said) = await VerifyAsync(
            name, TextOf(name).Replace("ExecStart=/opt/hazmattrack/HazmatTrack.Server", $"ExecStart={program}", StringComparison.Ordinal));
        Assert.Equal((0, ""), (code, said));

        var unit = Path.Combine(_folder, name);
        var (rating, text, errors) = await Scripts.TryAsync("systemd-analyze", "security", "--offline=true", $"--threshold={MostExposed}", "--no-pager", unit);
        output.WriteLine(text.TrimEnd('\n').Split('\n')[^1]);
        Assert.True(rating == 0, text + errors);
    }

    [Fact]
    public async Task Systemd_finds_a_misspelt_line()
    {
        Scripts.Need("systemd-analyze");
        var (_, said) = await VerifyAsync(Name, Text.Replace("NoNewPrivileges=", "NoNewPriviliges=", StringComparison.Ordinal));
        Assert.Contains("'NoNewPriviliges'", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server:DataFoldr is not a setting", "Server__DataFolder=", "Server__DataFoldr=")]
    [InlineData("Postgres:ConnectionStrin is not a setting", "LoadCredential=Postgres__ConnectionString:", "LoadCredential=Postgres__ConnectionStrin:")]
    [InlineData("Audit__KeyFile is %d/audit-key.pem, which is no credential", "Audit__KeyFile=%d/ignore.audit-key.pem", "Audit__KeyFile=%d/audit-key.pem")]
    [InlineData("audit-key.pem is not a setting", "LoadCredential=ignore.audit-key.pem", "LoadCredential=audit-key.pem")]
    [InlineData("TimeoutStopSec is no longer than the 90 s", "TimeoutStopSec=120s", "TimeoutStopSec=90s")]
    [InlineData("except for exit code 2", "RestartPreventExitStatus=2", "RestartPreventExitStatus=3")]
    [InlineData("ProtectSystem is not strict", "ProtectSystem=strict", "ProtectSystem=full")]
    [InlineData("CapabilityBoundingSet is not empty", "CapabilityBoundingSet=", "CapabilityBoundingSet=CAP_NET_ADMIN")]
    [InlineData("Server__DataFolder is not the StateDirectory", "StateDirectory=hazmattrack hazmattrack/%i", "StateDirectory=hazmattrack")]
    public void A_planted_fault_is_found(string says, string right, string wrong)
    {
        Assert.Contains(right, Text, StringComparison.Ordinal);
        Assert.Contains(
            UnitFaults.Of(UnitFile.Read(Text.Replace(right, wrong, StringComparison.Ordinal)), Variables), f => f.Contains(says, StringComparison.Ordinal));
    }

    private static string TextOf(string name) => File.ReadAllText(Repository.File($"deploy/systemd/{name}"));

    private async Task<(int Code, string Said)> VerifyAsync(string name, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);
        var (code, said, errors) = await Scripts.TryAsync(
            "systemd-analyze", "verify", Path.Combine(_folder, name.Replace("@", "@main", StringComparison.Ordinal)));
        return (code, string.Join('\n', (said + errors).Split('\n').Where(l => l.Contains("hazmattrack", StringComparison.Ordinal))));
    }
}
