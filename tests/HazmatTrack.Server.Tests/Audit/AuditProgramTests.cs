using HazmatTrack.Server.Tests.CommandLine;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing;
using HazmatTrack.Testing.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>The program records, signs, and its command verifies what it has recorded.</summary>
public sealed class AuditProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-audit-program-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task What_a_server_has_recorded_is_verified_while_it_runs_and_after_and_a_change_of_the_file_is_named()
    {
        await using (var program = TestProgram.Embedded(_folder))
        {
            var silo = await program.StartAsync("--Audit:CheckpointEvery=00:00:01");
            var writer = silo.Host.App.Services.GetRequiredService<AuditWriter>();

            // With the sign-in of the test's own client.
            await Task.WhenAll(Enumerable.Range(1, 40).Select(
                i => writer.WriteAsync(SomeAudit.Read(i, null, SomeAudit.Truck), TestContext.Current.CancellationToken)));
            await Eventually.BecomesTrueAsync(
                async () => await silo.CountAsync("hazmattrack_audit_checkpoints_published_total") > 0
                    && await silo.CountAsync("hazmattrack_audit_entries_unsigned") == 0
                    && await silo.CountAsync("hazmattrack_audit_unsigned_since_timestamp_seconds") == 0,
                "the entries are signed and published",
                60);
            Assert.Equal(41, await silo.CountAsync("hazmattrack_audit_entries_total"));
            var running = await VerifyAsync();
            Assert.True(running.Code == 0, running.Output + running.Errors);
            Assert.Contains("41 entries verified (1–41)", running.Output, StringComparison.Ordinal);
            var store = silo.Host.App.Services.GetRequiredService<AuditStore>();
            await File.WriteAllTextAsync(
                Path.Combine(_folder, "kept.txt"), string.Concat(await store.CheckpointsAsync(0, 100, default)), TestContext.Current.CancellationToken);
            await program.StopAsync(silo);
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "audit-key.pem")));
        }

        var whole = await VerifyAsync($"--key={Path.Combine(_folder, "audit-key.public.pem")}", "--checkpoints", Path.Combine(_folder, "kept.txt"));
        Assert.True(whole.Code == 0, whole.Output + whole.Errors);
        Assert.Contains("They agree with", whole.Output, StringComparison.Ordinal);

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "audit.db")};Pooling=false"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "drop trigger audit_record_kept; drop trigger audit_vehicle_kept; delete from audit_vehicle where sequence = 17; delete from audit_record where sequence = 17";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var tampered = await VerifyAsync();
        Assert.True(tampered.Code == 1, tampered.Output + tampered.Errors);
        Assert.Contains("the first bad entry is 17", tampered.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_key_is_gone_does_not_sign_with_another()
    {
        await using (var store = await AuditStore.OpenSqliteAsync(Path.Combine(_folder, "audit.db"), TimeProvider.System, default))
        {
            using var keys = new SomeLog();
            await store.AppendAsync([SomeAudit.Read(1)], default);
            await store.CheckpointAsync(keys.Signer, default);
        }

        var run = await ProgramRun.OfAsync("C", $"--Server:DataFolder={_folder}", "--Server:Port=0");
        run.SaysOneLine(2, "the file is missing, and the audit record was signed");
    }

    [Theory]
    [InlineData(2, "audit has one command", "audit")]
    [InlineData(2, "There is no option --all", "audit", "verify", "--all")]
    [InlineData(2, "--from soon: expected a time", "audit", "verify", "--from", "soon")]
    [InlineData(2, "--key needs a value", "audit", "verify", "--key")]
    [InlineData(2, "is after --to", "audit", "verify", "--from", "2026-03-02 00:00:00", "--to", "2026-03-01 00:00:00")]
    [InlineData(2, "Did you mean Audit:Origin?", "audit", "verify", "--Audit:Orgin=x")]
    [InlineData(2, "The key no-such.pem cannot be read", "audit", "verify", "--key", "no-such.pem")]
    public async Task A_verification_that_cannot_begin_is_one_line(int code, string says, params string[] arguments) =>
        (await ProgramRun.OfAsync("en_GB.UTF-8", [.. arguments, .. arguments.Length > 1 ? new[] { $"--Server:DataFolder={_folder}" } : []]))
            .SaysOneLine(code, says);

    [Fact]
    public async Task A_folder_without_a_record_and_a_database_that_does_not_answer_are_one_line()
    {
        using var keys = new SomeLog();
        var key = Path.Combine(_folder, "key.pem");
        await File.WriteAllTextAsync(
            key,
            System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", keys.Signer.PublicKey.SubjectPublicKeyInfo.Span),
            TestContext.Current.CancellationToken);
        (await VerifyAsync("--key", key)).SaysOneLine(2, "There is no audit record at");
        var postgres = "--Postgres:ConnectionString=Host=127.0.0.1;Port=1";
        (await VerifyAsync("--key", key, postgres)).SaysOneLine(3, "The database of the audit record cannot be read");
    }

    private Task<ProgramRun> VerifyAsync(params string[] more) =>
        ProgramRun.OfAsync("en_GB.UTF-8", ["audit", "verify", $"--Server:DataFolder={_folder}", .. more]);
}
