using System.Data.Common;
using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Http.Access;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.CommandLine;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage.Audit;
using HazmatTrack.Testing.Audit;
using Microsoft.Extensions.Configuration;

namespace HazmatTrack.Server.Tests.Audit;

/// <summary>
/// What <c>audit verify</c> says of a database, on either engine. Twelve entries six hours apart, which the store recorded: three days, with a checkpoint at
/// the end of each.
/// </summary>
public abstract class VerifyCommandSuite : IAsyncLifetime
{
    private const string Other = "audit.other.example.cn";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-verify-");
    private readonly SomeLog _log = new();
    private IReadOnlyList<SignedNote> _published = [];
    private IReadOnlyList<AuditRow> _recorded = [];

    protected string Folder => _folder.FullName;

    private protected string KeyFile => Path.Combine(Folder, "public.pem");

    public async ValueTask InitializeAsync()
    {
        var clock = new SetClock();
        await using (var store = await OpenAsync(clock))
        {
            for (var i = 1; i <= 12; i++)
            {
                clock.Now = SomeAudit.Morning + TimeSpan.FromHours((i - 1) * 6);
                await store.AppendAsync([SomeAudit.Read(i, null, i % 2 == 0 ? [SomeAudit.Truck] : [])], default);
                if (i % 4 == 0)
                {
                    await store.CheckpointAsync(_log.Signer, default);
                }
            }

            _log.Rows.AddRange(_recorded = await store.ReadAsync(1, 100, default));
            _log.Checkpoints.AddRange(_published = await store.CheckpointsAsync(0, 100, default));
        }

        await WriteKeyAsync(KeyFile, _log.Signer);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _log.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_record_that_nobody_touched_is_whole_and_the_report_says_what_was_verified()
    {
        var (code, said) = await VerifyAsync();
        Assert.Equal(0, code);
        Assert.Contains(
            "12 entries verified (1–12), recorded from 2021-03-01T08:00:00+08:00 to 2021-03-04T02:00:00+08:00.", said, StringComparison.Ordinal);
        Assert.Contains(
            $"3 checkpoints verified, which prove the entries up to 12, signed by key {_log.Signer.PublicKey.Id}.", said, StringComparison.Ordinal);
        Assert.Contains("No checkpoints from elsewhere were compared", said, StringComparison.Ordinal);

        var (withFile, compared) = await VerifyAsync(new() { Checkpoints = await PublishedAsync() }, Language.Chinese);
        Assert.Equal(0, withFile);
        Assert.Contains("审计记录“audit.hazmat.example.cn”完整：已校验 12 条", compared, StringComparison.Ordinal);
        Assert.Contains("中的检查点全部一致（3 个）。", compared, StringComparison.Ordinal);
        Assert.DoesNotContain("其余", compared, StringComparison.Ordinal);
    }

    /// <summary>The pages of the API as they are saved, one after the other.</summary>
    [Fact]
    public async Task Checkpoints_are_read_as_the_API_answers_them()
    {
        var file = Path.Combine(Folder, "kept.json");
        var views = _published.Select(n => new CheckpointView(AuditCheckpoint.Parse(n.Text).Size, n.ToString())).ToArray();
        await File.WriteAllTextAsync(file, Page(views[..2]) + "\n" + Page(views[2..]));
        var (code, said) = await VerifyAsync(new() { Checkpoints = file });
        Assert.True(code == 0, said);
        Assert.Contains($"They agree with every checkpoint of {file} (3).", said, StringComparison.Ordinal);

        _log.Rows.RemoveRange(7, 5);
        _log.Checkpoints.RemoveRange(1, 2);
        await WriteAsync();
        Assert.Equal(1, (await VerifyAsync(new() { Checkpoints = file })).Code);

        static string Page(CheckpointView[] items) => JsonSerializer.Serialize(new CheckpointListView(items, null), AuditJson.Wire.CheckpointListView);
    }

    [Theory]
    [InlineData("""{"items": [{"size": 4, "note": "x"}], "nextFrom": null}""", "checkpoint 1 cannot be read")]
    [InlineData("""{"keys": []}""", "it has no answers of GET")]
    [InlineData("""{"items": [""", "it has no answers of GET")]
    [InlineData("""{"items": [], "nextFrom": null}""", "it has no checkpoint")]
    public async Task What_is_no_answer_of_the_API_is_said_to_be_none(string text, string reason)
    {
        var file = Path.Combine(Folder, "kept.json");
        await File.WriteAllTextAsync(file, text);
        var bad = await Assert.ThrowsAsync<AuditCommandException>(() => VerifyAsync(new() { Checkpoints = file }));
        Assert.Contains(reason, bad.Message, StringComparison.Ordinal);
    }

    /// <summary>Ten ways to tamper, by somebody who changes rows, and by somebody who computes numbers and chain again as well.</summary>
    [Theory]
    [InlineData("edit", 6, "entry is 6", "does not fit the hash chain")]
    [InlineData("edit, chained", 5, "entry is 5", "they were written again")]
    [InlineData("delete", 6, "entry is 6", "records 6–6 are missing")]
    [InlineData("delete, chained", 5, "entry is 5", "they were written again")]
    [InlineData("insert", 6, "entry is 6", "does not fit the hash chain")]
    [InlineData("insert, chained", 5, "entry is 5", "they were written again")]
    [InlineData("insert in front", 0, "entry is 0", "holds the content of record 1")]
    [InlineData("swap", 6, "entry is 6", "holds the content of record 7")]
    [InlineData("swap, chained", 7, "entry is 7", "precedes it")]
    [InlineData("truncate tail", 10, "entry is 10", "records 10–12 are missing")]
    [InlineData("re-sign with other key", 12, "entry is 12", "signed by no trusted key")]
    [InlineData("clock back", 13, "entry is 13", "a clock was set back")]
    [InlineData("duplicate", 6, "entry is 6", "is there twice")]
    [InlineData("duplicate, chained", 5, "entry is 5", "they were written again")]
    [InlineData("replace root", 8, "entry is 8", "root, number of records, time or chain head were replaced")]
    [InlineData("drop day", 5, "entry is 5", "records 5–8 are missing, between 2021-03-01T18:00:00.000Z and 2021-03-03T00:00:00.000Z")]
    [InlineData("drop day, chained", 5, "entry is 5", "they were written again")]
    public async Task What_was_tampered_with_is_named_by_its_first_bad_entry(string how, long first, string entry, string reason)
    {
        Tamper(how);
        await WriteAsync();
        var (code, said) = await VerifyAsync();
        Assert.True(code == 1, said);
        Assert.Contains($"is NOT whole: the first bad {entry}.", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Contains($"不完整：第一条有问题的记录是 {first}。", (await VerifyAsync(new(), Language.Chinese)).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_with_its_checkpoint_is_found_by_the_checkpoints_that_others_have_kept()
    {
        _log.Rows.RemoveRange(7, 5);
        _log.Checkpoints.RemoveRange(1, 2);
        await WriteAsync();
        Assert.Equal(0, (await VerifyAsync()).Code);

        var (code, said) = await VerifyAsync(new() { Checkpoints = await PublishedAsync() });
        Assert.Equal(1, code);
        Assert.Contains("records 8–8 are missing: the checkpoint at record 8 signs them", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_was_written_and_signed_again_with_the_stolen_key_is_found_by_the_checkpoints_that_others_have_kept()
    {
        var file = await PublishedAsync();
        Tamper("edit, chained");
        _log.Checkpoints.RemoveRange(1, 2);
        _log.Sign();
        await WriteAsync();
        Assert.Equal(0, (await VerifyAsync()).Code);

        var (code, said) = await VerifyAsync(new() { Checkpoints = file });
        Assert.Equal(1, code);
        Assert.Contains("records 5–8 are not those that the checkpoint at record 8 signs", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_days_that_are_asked_for_are_verified_from_checkpoint_to_checkpoint()
    {
        Tamper("edit");
        await WriteAsync();
        var (before, saidBefore) = await VerifyAsync(new() { To = SomeAudit.Morning + TimeSpan.FromHours(17) });
        Assert.Equal(0, before);
        Assert.Contains("4 entries verified (1–4)", saidBefore, StringComparison.Ordinal);

        var (after, saidAfter) = await VerifyAsync(new() { From = SomeAudit.Morning + TimeSpan.FromHours(48), Checkpoints = await PublishedAsync() });
        Assert.Equal(0, after);
        Assert.Contains("4 entries verified (9–12)", saidAfter, StringComparison.Ordinal);
        Assert.Contains("They agree with 2 of 3 checkpoints", saidAfter, StringComparison.Ordinal);

        var (within, saidWithin) = await VerifyAsync(
            new() { From = SomeAudit.Morning + TimeSpan.FromHours(24), To = SomeAudit.Morning + TimeSpan.FromHours(30) });
        Assert.Equal(1, within);
        Assert.Contains("the first bad entry is 6.", saidWithin, StringComparison.Ordinal);
        Assert.Contains("Before it, entries 5–5 follow from each other", saidWithin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_whose_key_was_changed_is_whole_by_both_keys_and_not_by_one()
    {
        var other = _log.NewSigner(SomeLog.Origin);
        _log.Append(SomeAudit.Read(13), SomeAudit.Morning + TimeSpan.FromHours(72));
        _log.Sign(other);
        await WriteAsync();
        var file = Path.Combine(Folder, "new.pem");
        await WriteKeyAsync(file, other);
        var (code, said) = await VerifyAsync(new() { Keys = [KeyFile, file] });
        Assert.Equal(0, code);
        Assert.Contains(_log.Signer.PublicKey.Id, said, StringComparison.Ordinal);
        Assert.Contains(other.PublicKey.Id, said, StringComparison.Ordinal);
        Assert.Equal(1, (await VerifyAsync()).Code);
    }

    [Fact]
    public async Task A_wrong_setting_of_the_name_is_said_to_be_one()
    {
        var file = await PublishedAsync();
        var wrong = await Assert.ThrowsAsync<AuditCommandException>(() => VerifyAsync(new() { Checkpoints = file }, origin: Other));
        Assert.Equal(ExitCode.Misused, ExitCodes.FromException(wrong));
        Assert.Contains($"--Audit:Origin={SomeLog.Origin}.", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>A wrong setting hides nothing: what was tampered with is not whole by any name.</summary>
    [Theory]
    [InlineData("edit")]
    [InlineData("edit, chained")]
    [InlineData("delete, chained")]
    [InlineData("truncate tail")]
    [InlineData("re-sign with other key")]
    [InlineData("replace root")]
    public async Task A_record_that_was_tampered_with_is_not_whole_by_a_wrong_name_either(string how)
    {
        Tamper(how);
        await WriteAsync();
        var (code, said) = await VerifyAsync(origin: Other);
        Assert.True(code == 1, said);
        Assert.Contains("is NOT whole", said, StringComparison.Ordinal);
    }

    /// <summary>Somebody without the key makes a record look like that of another name, so that it passes for a wrong setting.</summary>
    [Theory]
    [InlineData("signed with another key")]
    [InlineData("renamed")]
    public async Task Checkpoints_that_were_swapped_for_those_of_another_name_without_the_key_are_no_wrong_setting(string how)
    {
        if (how == "renamed")
        {
            var renamed = _published.Select(n => n with { Text = (AuditCheckpoint.Parse(n.Text) with { Origin = Other }).ToString() }).ToList();
            _log.Checkpoints.Clear();
            _log.Checkpoints.AddRange(renamed);
        }
        else
        {
            var signer = _log.NewSigner(Other);
            _log.Checkpoints.Clear();
            _log.Checkpoints.Add(signer.Sign(_log.Checkpoint() with { Origin = Other }));
        }

        await WriteAsync();
        var (code, said) = await VerifyAsync();
        Assert.True(code == 1, said);
        Assert.Contains("is NOT whole", said, StringComparison.Ordinal);
        Assert.Contains($"belongs to the log '{Other}'", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_an_audit_record_and_files_that_cannot_be_read_are_said_to_be_so()
    {
        await Assert.ThrowsAsync<AuditCommandException>(() => VerifyAsync(new() { Keys = [Path.Combine(Folder, "none.pem")] }));
        await File.WriteAllTextAsync(Path.Combine(Folder, "bad.txt"), "audit.hazmat.example.cn\n7\n\nx\n");
        var bad = await Assert.ThrowsAsync<AuditCommandException>(() => VerifyAsync(new() { Checkpoints = Path.Combine(Folder, "bad.txt") }));
        Assert.Contains("the checkpoint at line 1 cannot be read", bad.Message, StringComparison.Ordinal);

        await using (var database = await ConnectAsync())
        {
            await using var drop = database.CreateCommand();
            drop.CommandText = "drop table audit_checkpoint; drop table audit_record; drop table audit_drop";
            await drop.ExecuteNonQueryAsync();
        }

        var none = await Assert.ThrowsAsync<AuditCommandException>(() => VerifyAsync());
        Assert.Contains("has no audit record", none.Message, StringComparison.Ordinal);
    }

    /// <summary>The setting that names the database.</summary>
    private protected abstract string Setting { get; }

    /// <summary>The type of bytes.</summary>
    private protected abstract string Bytes { get; }

    private protected abstract Task<AuditStore> OpenAsync(TimeProvider clock);

    private protected abstract Task<DbConnection> ConnectAsync();

    private void Tamper(string how)
    {
        var rows = _log.Rows;
        switch (how.Split(',')[0])
        {
            case "edit":
                _log.Change(6, r => r with { Entry = r.Entry with { Purpose = "another" } });
                break;
            case "delete":
                rows.RemoveAt(5);
                break;
            case "insert":
                rows.Insert(5, rows[4] with { Sequence = 6, Body = AuditCodec.Encode(AuditCodec.Decode(rows[4].Body.Span) with { Sequence = 6 }) });
                for (var i = 6; i < rows.Count; i++)
                {
                    rows[i] = rows[i] with { Sequence = i + 1 };
                }

                break;
            case "insert in front":
                rows.Insert(0, rows[0] with { Sequence = 0 });
                break;
            case "swap":
                (rows[5], rows[6]) = (rows[6] with { Sequence = 6 }, rows[5] with { Sequence = 7 });
                break;
            case "truncate tail":
                rows.RemoveRange(9, 3);
                break;
            case "re-sign with other key":
                _log.Checkpoints.RemoveRange(0, 3);
                _log.Sign(_log.NewSigner(SomeLog.Origin));
                break;
            case "clock back":
                _log.Append(SomeAudit.Read(13), SomeAudit.Morning + TimeSpan.FromHours(65));
                break;
            case "duplicate":
                rows.Insert(6, rows[5]);
                break;
            case "replace root":
                var honest = _log.Checkpoints[1];
                _log.Checkpoints[1] = honest with { Text = (AuditCheckpoint.Parse(honest.Text) with { Root = MerkleHash.Empty }).ToString() };
                break;
            case "drop day":
                rows.RemoveRange(4, 4);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, "No such tampering.");
        }

        if (how.EndsWith("chained", StringComparison.Ordinal))
        {
            _log.ChainAgain();
        }
    }

    private async Task WriteAsync()
    {
        await using var database = await ConnectAsync();
        await AuditImage.WriteAsync(_log, _recorded, database, Bytes);
    }

    /// <summary>The checkpoints as another province has kept them.</summary>
    private async Task<string> PublishedAsync()
    {
        var file = Path.Combine(Folder, "kept.txt");
        await File.WriteAllTextAsync(file, string.Join('\n', _published));
        return file;
    }

    private async Task<(int Code, string Said)> VerifyAsync(
        VerifyArguments? arguments = null, Language language = Language.English, string origin = SomeLog.Origin)
    {
        arguments ??= new();
        var configuration = new ConfigurationBuilder().AddCommandLine([$"--Audit:Origin={origin}", Setting]).Build();
        await using var said = new StringWriter();
        var code = await VerifyCommand.RunAsync(
            arguments.Keys.Count == 0 ? arguments with { Keys = [KeyFile] } : arguments,
            AllSettings.Read(configuration, RuleList.Catalog), language, said, said, default);
        return (code, said.ToString());
    }

    private static Task WriteKeyAsync(string file, AuditSigner signer) => File.WriteAllTextAsync(
        file, System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", signer.PublicKey.SubjectPublicKeyInfo.Span));

    private sealed class SetClock : TimeProvider
    {
        public Instant Now { get; set; } = SomeAudit.Morning;

        public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();
    }
}
