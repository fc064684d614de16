using System.Data.Common;
using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Server.CommandLine;

/// <summary>The command <c>migrate</c>: migrates the database as the role that owns the audit record, so that the program needs no right to.</summary>
internal static class MigrateCommand
{
    /// <summary>Migrates, and writes what was done; returns the exit code (<see cref="MigrateArguments.Usage"/>).</summary>
    /// <exception cref="CommandLineException">The settings name no database, or a role does not fit.</exception>
    public static async Task<ExitCode> RunAsync(
        MigrateArguments arguments, PostgresOptions postgres, Language language, TextWriter output, TextWriter errors, CancellationToken cancellation)
    {
        if (postgres.ConnectionString == "")
        {
            throw new CommandLineException(new(
                "未设 Postgres:ConnectionString：请给出拥有审计记录的角色的连接。SQLite 文件无需 migrate，由程序自行升级。",
                "Postgres:ConnectionString is not set: give that of the role that owns the audit record. The files of SQLite need no migrate; the program migrates them."));
        }

        try
        {
            var made = await ProgramRole.MigrateAsync(postgres.ConnectionString, arguments.Role, cancellation);
            await output.WriteLineAsync((made.Count == 0
                ? new LocalText("数据库已是此版本的结构。", "The database has the schema of this version already.")
                : new LocalText($"已升级：{string.Join("、", made)}。", $"Migrated: {string.Join(", ", made)}.")).In(language));
            await output.WriteLineAsync(new LocalText(
                $"角色 {arguments.Role} 可读取和追加审计记录，不能更改或删除；其余各表归其所有。",
                $"The role {arguments.Role} may read and add to the audit record, and not change or remove it; it owns all other tables.").In(language));
            return ExitCode.Done;
        }
        catch (SchemaException e)
        {
            throw new CommandLineException(new($"数据库未能升级：{e.Message}", e.Message));
        }
        catch (DbException e) when (e is not Npgsql.PostgresException { IsTransient: false })
        {
            await errors.WriteLineAsync(new LocalText(
                $"数据库无法连接：{DatabaseWords.Sentence(e)} 请稍后再试。",
                $"The database does not answer: {DatabaseWords.Sentence(e)} Try again when it does.").In(language));
            return ExitCode.Unreachable;
        }
        catch (DbException e)
        {
            var why = DatabaseWords.Sentence(e);
            throw new CommandLineException(new(
                $"数据库拒绝 migrate 的操作：{why} 请授予该角色所需权限（见 migrate --help），然后重新运行。",
                $"The database refuses what migrate does: {why} Give the role the right (migrate --help says which) and run it again."));
        }
    }
}
