using System.Data.Common;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// The role of the program in PostgreSQL, apart from the one that owns the audit record. It owns all other tables, since it makes and removes those of each
/// period itself; of the record it may read and add, and nothing else.
/// </summary>
public static class ProgramRole
{
    /// <summary>Migrates a database, and gives a role the rights of the program.</summary>
    /// <param name="connectionString">The connection of the role that owns the audit record.</param>
    /// <param name="role">The role of the program. It must exist.</param>
    /// <returns>The migrations that were made.</returns>
    /// <exception cref="SchemaException">The role does not fit, or a migration failed. Nothing was changed; the message says what to do.</exception>
    /// <exception cref="DbException">The database does not answer, or refuses.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(string connectionString, string role, CancellationToken cancellation)
    {
        await using var source = PostgresSessions.Source(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        var rights = await ProgramRights.OpenAsync(connection, role, cancellation);
        await rights.RefuseUnfitAsync(cancellation);
        var before = await Schema.TakenAsync(connection, rights.Schema, cancellation);
        await Schema.UpgradePostgresAsync(connectionString, cancellation);
        await rights.GiveAsync(cancellation);
        return [.. MigrationList.All.Select(m => m.Name).Except(before)];
    }

    /// <summary>Why the role of a connection could change or remove what the audit record has; null where it could not.</summary>
    public static async Task<string?> PowerOverRecordAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = PostgresSessions.Source(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.Command(
            """
            with record as (select t.oid, t.relname, t.relowner, t.relnamespace from pg_class t join pg_namespace n on n.oid = t.relnamespace
              where n.nspname = current_schema() and t.relkind in ('r', 'p') and t.relname = any(@tables))
            select current_user, case
              when (select rolsuper from pg_roles where rolname = current_user) then 'is a superuser'
              when (select rolcreaterole from pg_roles where rolname = current_user) and current_setting('server_version_num')::int < 160000
                then 'may make roles (CREATEROLE), and with them take the rights of any'
              when (select bool_or(pg_has_role(oid, 'MEMBER')) from pg_roles
                where rolname in ('pg_write_server_files', 'pg_execute_server_program')) then 'may write files of the server'
              when exists (select from record where pg_has_role(relowner, 'MEMBER')) then 'owns its tables'
              when exists (select from pg_proc p where p.pronamespace in (select relnamespace from record) and p.proname = any(@functions)
                and pg_has_role(p.proowner, 'MEMBER')) then 'owns the functions that guard it'
              when exists (select from pg_namespace n where n.oid in (select relnamespace from record) and pg_has_role(n.nspowner, 'MEMBER'))
                then 'owns the schema, and with it may drop its tables'
              when (select pg_has_role(datdba, 'MEMBER') from pg_database where datname = current_database()) then 'owns the database'
              when exists (select from record where has_table_privilege(oid, 'DELETE') or has_table_privilege(oid, 'TRUNCATE')) then 'may delete from its tables'
              when exists (select from record where relname <> 'audit_head' and has_any_column_privilege(oid, 'UPDATE')) then 'may update its tables'
              when exists (select from record where has_table_privilege(oid, 'TRIGGER')) then 'may put triggers on its tables'
            end
            """,
            ("@tables", ProgramRights.RecordTables.Except(["audit_lease"]).ToArray()),
            ("@functions", ProgramRights.GuardFunctions.ToArray()));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) && !await reader.IsDBNullAsync(1, cancellation)
            ? $"the role '{reader.GetString(0)}' of PostgreSQL {reader.GetString(1)}"
            : null;
    }
}
