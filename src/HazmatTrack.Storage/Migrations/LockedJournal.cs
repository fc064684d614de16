using System.Data;
using DbUp.Engine;
using DbUp.Engine.Transactions;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// The journal of applied migrations, read under a lock and rejected where it names one that this program must know but does not.
/// </summary>
/// <param name="connection">The connection of the migrations, within their transaction.</param>
/// <param name="known">The names this program knows, in order.</param>
/// <param name="lockStatement">The statement that blocks other silos until the transaction ends; null where the transaction itself does.</param>
internal sealed class LockedJournal(IJournal journal, Func<IConnectionManager> connection, IReadOnlyList<string> known, string? lockStatement) : IJournal
{
    public string[] GetExecutedScripts()
    {
        if (lockStatement is not null)
        {
            connection().ExecuteCommandsWithManagedConnection(create =>
            {
                using var command = create();
                command.CommandText = lockStatement;

                // Another silo may be migrating a large database. If it hangs, the server ends its transaction.
                command.CommandTimeout = 0;
                command.ExecuteNonQuery();
            });
        }

        var taken = journal.GetExecutedScripts();
        return taken.Except(known).Where(name => !name.EndsWith(Migration.AddedMark, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).LastOrDefault() is { } newer
            ? throw new SchemaException(
                $"The database was migrated by a newer version of this program: it has '{newer}', this version knows up to '{known[^1]}'. "
                + "Start the newer version again, or restore the backup from before the upgrade.")
            : taken;
    }

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory) => journal.StoreExecutedScript(script, dbCommandFactory);

    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory) => journal.EnsureTableExistsAndIsLatestVersion(dbCommandFactory);
}
