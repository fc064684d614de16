using System.Security.Cryptography;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.TestServers;
using HazmatTrack.Testing;

namespace HazmatTrack.Server.Tests.CommandLine;

/// <summary>A deployer migrates the database with one role, and starts the program with another.</summary>
public sealed class MigrateCommandTests : IAsyncLifetime
{
    private DatabaseRoles _roles = null!;

    public async ValueTask InitializeAsync() => _roles = await DatabaseRoles.MakeAsync();

    public ValueTask DisposeAsync() => _roles.DisposeAsync();

    [Fact]
    public async Task After_it_the_program_does_everything_with_a_role_that_cannot_change_the_record()
    {
        var run = await MigrateAsync("en_GB.UTF-8");
        Assert.Equal((0, ""), (run.Code, run.Errors));
        Assert.StartsWith($"Migrated: {MigrationList.All[0].Name}, ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The role {_roles.ProgramName} may read and add to the audit record", run.Output, StringComparison.Ordinal);

        await using (var program = TestProgram.On(_roles.Program))
        {
            var silo = await program.StartAsync();
            var fleet = SomeFleet.Drive(4, TimeSpan.FromHours(1), TimeSpan.FromSeconds(30), 31, TimeProvider.System);
            await program.SendAsync(fleet.Arrivals);
            await silo.HasTakenAsync(fleet.Arrivals.Count);
            var vehicle = fleet.Trucks[0].Vehicle;
            Assert.NotEmpty(await program.HistoryAsync(vehicle));
            using var track = await silo.Http.GetAsync(
                new Uri($"/api/v1/vehicles/{Uri.EscapeDataString(vehicle.ToString())}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(track.IsSuccessStatusCode, await track.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(await silo.CountAsync("hazmattrack_audit_entries_total") > 0);
        }

        var again = await MigrateAsync("zh_CN.UTF-8");
        Assert.Equal((0, ""), (again.Code, again.Errors));
        Assert.StartsWith("数据库已是此版本的结构。", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_does_not_fit_and_a_server_that_does_not_answer_are_told_in_one_line()
    {
        await DatabaseRoles.RunAsync(_roles.Superuser, $"revoke {_roles.ProgramName} from {_roles.OwnerName}");
        (await MigrateAsync("en_GB.UTF-8")).SaysOneLine(2, $"First: grant {_roles.ProgramName} to {_roles.OwnerName};");
        (await ProgramRun.OfAsync("en_GB.UTF-8", "migrate", "--role", "x", "--Postgres:ConnectionString=Host=127.0.0.1;Port=1"))
            .SaysOneLine(3, "The database does not answer: Failed to connect to 127.0.0.1:1. Try again when it does.");
        (await ProgramRun.OfAsync("zh_CN.UTF-8", "migrate", "--role", "x", "--Postgres:ConnectionString=Host=127.0.0.1;Port=1"))
            .SaysOneLine(3, "数据库无法连接");
    }

    [Theory]
    [InlineData("migrate needs the role that the program connects with")]
    [InlineData("--role needs a value", "--role", "--lang=en")]
    [InlineData("--lang needs a value", "--role=hazmattrack", "--lang")]
    [InlineData("There is no option --force", "--role=hazmattrack", "--force")]
    [InlineData("Postgres:ConnectionString is not set", "--role=hazmattrack")]
    [InlineData("not a connection string of Npgsql", "--role=hazmattrack", "--Postgres:ConnectionString=Hots=x")]
    public async Task A_wrong_option_or_value_is_one_line_that_names_it(string says, params string[] arguments) =>
        (await ProgramRun.OfAsync("en_GB.UTF-8", ["migrate", .. arguments])).SaysOneLine(2, says);

    [Theory]
    [InlineData(false, "is a superuser")]
    [InlineData(true, "owns its tables")]
    public async Task A_program_that_others_reach_does_not_start_with_a_role_that_could_change_the_record(bool isOwner, string says)
    {
        var folder = Directory.CreateTempSubdirectory("hazmat-guard-").FullName;
        try
        {
            var key = Path.Combine(folder, "audit-key.pem");
            using (var audit = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            {
                await File.WriteAllTextAsync(key, audit.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
            }

            var refused = await Assert.ThrowsAsync<StartupException>(() => ServerHost.OpenAsync(
                [
                    $"--Server:DataFolder={folder}", "--Server:Port=0", $"--Audit:KeyFile={key}", "--Outside:Listen:0=127.0.0.1:1",
                    "--Outside:Proxies:0=127.0.0.2", "--Outside:Hosts:0=track.example.cn", "--Outside:KeyRingFile=ring.pem", "--Outside:Operation=127.0.0.1:2",
                    "--SignIn:main:Authority=https://id.example.cn", $"--Postgres:ConnectionString={(isOwner ? _roles.Owner : _roles.Superuser)}",
                ],
                null,
                TestContext.Current.CancellationToken));
            Assert.True(refused.IsMisused);
            Assert.StartsWith("Postgres:ConnectionString: other machines reach this program", refused.Message, StringComparison.Ordinal);
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private Task<ProgramRun> MigrateAsync(string locale) =>
        ProgramRun.OfAsync(locale, "migrate", "--role", _roles.ProgramName, $"--Postgres:ConnectionString={_roles.Owner}");
}
