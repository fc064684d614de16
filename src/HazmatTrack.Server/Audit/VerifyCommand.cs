using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Audit.Verification;
using HazmatTrack.Server.Settings;
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
            var report = await AuditVerification.ReportAsync(
                store, new AuditTrust(settings.Audit.Origin, keys, []), elsewhere, arguments.From, arguments.To, cancellation);
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
                "The database has no audit record. Check the setting that names the database; where it is right, the tables were deleted, or this version of the "
                + "program was never started on it.", e);
        }
        catch (DbException e)
        {
            await errors.WriteLineAsync($"The database of the audit record cannot be read: {e.Message.ReplaceLineEndings(" ")} Try again when it answers.");
            return 3;
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
            : throw new AuditCommandException($"There is no audit record at {file}. Name the data folder of the server: --Server:DataFolder=PATH.");
    }

    private static AuditPublicKey ReadKey(string origin, string file, bool isOwn)
    {
        try
        {
            return AuditKeyFile.ReadPublic(origin, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AuditFormatException)
        {
            var hint = isOwn ? " It is this server's own; give the public key of the record with --key FILE." : "";
            throw new AuditCommandException($"The key {file} cannot be read: {e.Message}{hint}", e);
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
            throw new AuditCommandException($"The checkpoints {file} cannot be read: {e.Message}", e);
        }
    }
}
