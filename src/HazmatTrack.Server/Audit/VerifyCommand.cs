using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Audit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HazmatTrack.Server.Audit;

/// <summary>The command <c>audit verify</c>: verifies the audit record of the configured database and reports what it has found.</summary>
internal static class VerifyCommand
{
    /// <summary>SQLITE_CORRUPT and SQLITE_NOTADB: what is in the file is no database any more.</summary>
    private static readonly int[] s_damaged = [11, 26];

    /// <summary>Verifies and writes the report; returns the exit code (<see cref="VerifyArguments.Usage"/>).</summary>
    /// <exception cref="AuditCommandException">A file cannot be read, or there is no audit record.</exception>
    public static async Task<int> RunAsync(
        VerifyArguments arguments, AllSettings settings, Language language, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        var isOwnKey = arguments.Keys.Count == 0;
        IReadOnlyList<string> files = isOwnKey ? [AuditKeyFile.PublicPathOf(settings)] : arguments.Keys;
        var keys = new List<AuditPublicKey>();
        try
        {
            foreach (var file in files)
            {
                keys.Add(ReadKey(settings.Audit.Origin, file, isOwnKey));
            }

            var elsewhere = arguments.Checkpoints is { } checkpoints ? ReadNotes(checkpoints) : [];
            await using var store = Open(settings);
            var trust = new AuditTrust(settings.Audit.Origin, keys, []);
            var report = await AuditVerification.ReportAsync(store, trust, elsewhere, arguments.From, arguments.To, cancellation);
            if (report.Verdict.Fault is { Kind: AuditFaultKind.OtherLog } fault
                && await OtherNameAsync(store, fault, trust, elsewhere, arguments, cancellation) is { } other)
            {
                throw new AuditCommandException(VerifyTexts.OtherName(other, settings.Audit.Origin));
            }

            foreach (var line in VerifyTexts.Report(report, settings.Audit.Origin, isOwnKey ? files[0] : null, arguments.Checkpoints, elsewhere.Count))
            {
                await output.WriteLineAsync(line.In(language));
            }

            return report.Verdict.IsWhole ? 0 : 1;
        }
        catch (SqliteException e) when (s_damaged.Contains(e.SqliteErrorCode))
        {
            await output.WriteLineAsync(VerifyTexts.Damaged(AuditKeyFile.RecordPathOf(settings), e.Message).In(language));
            return 1;
        }
        catch (DbException e) when (e is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
            || (e is SqliteException && e.Message.Contains("no such table", StringComparison.Ordinal)))
        {
            throw new AuditCommandException(
                new(
                    "该数据库没有审计记录。请核对指明数据库的设置；若无误，则表已被删除，或此版本的程序从未在其上启动过。",
                    "The database has no audit record. Check the setting that names the database; where it is right, the tables were deleted, or this version of the "
                    + "program was never started on it."),
                e);
        }
        catch (DbException e)
        {
            var why = DatabaseWords.Sentence(e);
            await errors.WriteLineAsync(new LocalText(
                $"审计记录的数据库无法读取：{why} 请待其应答后再试。", $"The database of the audit record cannot be read: {why} Try again when it answers.").In(language));
            return 3;
        }
        finally
        {
            keys.ForEach(k => k.Dispose());
        }
    }

    /// <summary>
    /// The name of a record that is whole in all but its name; null where it is not. Only who has the key signs checkpoints with that name, and everything is
    /// verified by them, those from elsewhere too: what was tampered with does not pass for a wrong setting.
    /// </summary>
    private static async Task<string?> OtherNameAsync(
        AuditStore store, AuditFault fault, AuditTrust trust, IReadOnlyList<SignedNote> elsewhere, VerifyArguments arguments, CancellationToken cancellation)
    {
        var keys = new List<AuditPublicKey>();
        try
        {
            if (await store.CheckpointsAsync(fault.From, 1, cancellation) is not [var note])
            {
                return null;
            }

            var name = AuditCheckpoint.Parse(note.Text).Origin;
            foreach (var key in trust.Keys)
            {
                keys.Add(AuditPublicKey.From(name, key.SubjectPublicKeyInfo.Span, key.IsWitness));
            }

            var report = await AuditVerification.ReportAsync(
                store, trust with { Origin = name, Keys = keys }, elsewhere, arguments.From, arguments.To, cancellation);
            return report.Verdict.IsWhole ? name : null;
        }
        catch (AuditFormatException)
        {
            return null;
        }
        finally
        {
            keys.ForEach(k => k.Dispose());
        }
    }

    private static AuditStore Open(AllSettings settings)
    {
        if (settings.Postgres.ConnectionString is { Length: > 0 } postgres)
        {
            return AuditStore.ReadPostgres(postgres);
        }

        var file = Path.GetFullPath(AuditKeyFile.RecordPathOf(settings));
        return File.Exists(file)
            ? AuditStore.ReadSqlite(file)
            : throw new AuditCommandException(new(
                $"{file} 处没有审计记录。请指明服务的数据目录：--Server:DataFolder=路径。",
                $"There is no audit record at {file}. Name the data folder of the server: --Server:DataFolder=PATH."));
    }

    private static AuditPublicKey ReadKey(string origin, string file, bool isOwn)
    {
        try
        {
            return AuditKeyFile.ReadPublic(origin, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuditFormatException)
        {
            throw new AuditCommandException(
                new(
                    $"密钥 {file} 无法读取：{e.Message}{(isOwn ? " 这是本服务自己的密钥；请以 --key 文件 给出该记录的公钥。" : "")}",
                    $"The key {file} cannot be read: {e.Message}"
                    + (isOwn ? " It is this server's own; give the public key of the record with --key FILE." : "")),
                e);
        }
    }

    private static IReadOnlyList<SignedNote> ReadNotes(string file)
    {
        try
        {
            return NoteFile.Parse(File.ReadAllText(file)) is { Count: > 0 } notes ? notes : throw new AuditFormatException("it has no checkpoint.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuditFormatException)
        {
            throw new AuditCommandException(
                new($"检查点 {file} 无法读取：{e.Message}", $"The checkpoints {file} cannot be read: {e.Message}"), e);
        }
    }
}
