using System.Data.Common;
using Npgsql;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// The role of the program in PostgreSQL, apart from the one that owns the audit record. It owns all other tables, since it makes and removes those of each
/// period itself; of the record it may read and add, and nothing else.
/// </summary>
public static class ProgramRole
{
    private const string AuditTables = @"n.nspname = current_schema() and t.relkind in ('r', 'p') and t.relname like 'audit\_%'";

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
        await RefuseUnfitAsync(connection, role, cancellation);
        var before = await Schema.TakenAsync(connection, cancellation);
        await Schema.UpgradePostgresAsync(connectionString, cancellation);
        await GiveAsync(connection, role, cancellation);
        return [.. MigrationList.All.Select(m => m.Name).Except(before)];
    }

    /// <summary>Why the role of a connection could change or remove what the audit record has; null where it could not.</summary>
    public static async Task<string?> PowerOverRecordAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = PostgresSessions.Source(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var command = connection.Command(
            $"""
            select current_user, case
              when (select rolsuper from pg_roles where rolname = current_user) then 'is a superuser'
              when (select rolcreaterole from pg_roles where rolname = current_user) and current_setting('server_version_num')::int < 160000
                then 'may make roles (CREATEROLE), and with them take the rights of any'
              when bool_or(pg_has_role(t.relowner, 'MEMBER')) then 'owns its tables'
              when bool_or(pg_has_role(n.nspowner, 'MEMBER')) then 'owns the schema, and with it may drop its tables'
              when bool_or(pg_has_role(d.datdba, 'MEMBER')) then 'owns the database'
              when bool_or(has_table_privilege(t.oid, 'DELETE') or has_table_privilege(t.oid, 'TRUNCATE')) then 'may delete from its tables'
              when bool_or(t.relname <> 'audit_head' and has_table_privilege(t.oid, 'UPDATE')) then 'may update its tables'
            end
            from pg_class t join pg_namespace n on n.oid = t.relnamespace join pg_database d on d.datname = current_database()
            where {AuditTables} and t.relname <> 'audit_lease'
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) && !await reader.IsDBNullAsync(1, cancellation)
            ? $"the role '{reader.GetString(0)}' of PostgreSQL {reader.GetString(1)}"
            : null;
    }

    /// <summary>Refuses a role that would be no other than the owner, or could become it.</summary>
    private static async Task RefuseUnfitAsync(NpgsqlConnection connection, string role, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            """
            select current_user, case
              when r.oid is null then 'does not exist. Create it: create role ' || quote_ident(@role) || ' login password ''…'';'
              when r.rolname = current_user then 'is the one that migrates. Connect as another, which is to own the audit record.'
              when r.rolsuper then 'is a superuser, from whom nothing can be withheld. Name another, or: alter role ' || quote_ident(@role) || ' nosuperuser;'
              when pg_has_role(r.oid, d.datdba, 'MEMBER') then 'owns the database, and could drop it. First: alter database '
                || quote_ident(d.datname) || ' owner to ' || quote_ident(current_user) || ';'
              when pg_has_role(r.oid, n.nspowner, 'MEMBER') then 'owns the schema, and could drop its tables. First: alter schema '
                || quote_ident(n.nspname) || ' owner to ' || quote_ident(current_user) || ';'
              when pg_has_role(r.oid, current_user, 'MEMBER') then 'is a member of ' || quote_ident(current_user) || ', and has its rights. First: revoke '
                || quote_ident(current_user) || ' from ' || quote_ident(@role) || ';'
              when not pg_has_role(current_user, r.oid, 'MEMBER') then 'cannot be given tables by ' || quote_ident(current_user) || '. First: grant '
                || quote_ident(@role) || ' to ' || quote_ident(current_user) || ';'
            end
            from pg_database d join pg_namespace n on n.nspname = current_schema() left join pg_roles r on r.rolname = @role
            where d.datname = current_database()
            """,
            ("@role", role));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            throw new SchemaException("The database has no schema for the tables of the program (search_path). Create one: create schema public;");
        }

        if (!await reader.IsDBNullAsync(1, cancellation))
        {
            throw new SchemaException($"The role '{role}' {reader.GetString(1)}");
        }
    }

    private static async Task GiveAsync(NpgsqlConnection connection, string role, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var alone = connection.Command(transaction, Schema.OneSilo))
        {
            // Rights that two sessions give at the same time are an error.
            alone.CommandTimeout = 0;
            await alone.ExecuteNonQueryAsync(cancellation);
        }

        foreach (var statement in await StatementsAsync(connection, role, cancellation))
        {
            await using var command = connection.Command(transaction, statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The server makes the statements, since it knows what exists and how names are quoted.</summary>
    private static async Task<IReadOnlyList<string>> StatementsAsync(NpgsqlConnection connection, string role, CancellationToken cancellation)
    {
        await using var command = connection.Command(
            $"""
            with given as (select oid, quote_ident(rolname) as name from pg_roles where rolname = @role),
            audit as (select t.oid, quote_ident(t.relname) as name, t.relowner from pg_class t join pg_namespace n on n.oid = t.relnamespace
              where {AuditTables} or (n.nspname = current_schema() and t.relname = '{Schema.Journal}')),
            statement as (
              select 1 as step, 'grant usage, create on schema ' || quote_ident(current_schema()) || ' to ' || g.name as text from given g

              -- What the program makes and removes tables of, and everything else that is no record.
              union all
              select 2, 'alter table ' || quote_ident(t.relname) || ' owner to ' || g.name
              from given g cross join pg_class t join pg_namespace n on n.oid = t.relnamespace
              where n.nspname = current_schema() and t.relkind in ('r', 'p') and t.oid not in (select oid from audit)
                and pg_get_userbyid(t.relowner) = current_user and not exists (select from pg_depend x where x.objid = t.oid and x.deptype = 'e')

              union all
              select 3, 'alter table ' || a.name || ' owner to current_user' from audit a where pg_get_userbyid(a.relowner) <> current_user
              union all
              select 3, 'alter function ' || p.oid::regprocedure || ' owner to current_user'
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace
              where n.nspname = current_schema() and p.proname like 'audit\_%' and pg_get_userbyid(p.proowner) <> current_user

              union all
              select 4, 'revoke all on ' || a.name || ' from public, ' || g.name from audit a cross join given g
              union all
              select 5, 'grant ' || case a.name when '{Schema.Journal}' then 'select' when 'audit_head' then 'select, update'
                when 'audit_lease' then 'select, insert, update' else 'select, insert' end || ' on ' || a.name || ' to ' || g.name
              from audit a cross join given g
              union all
              select 5, 'revoke all on function audit_delete_dropped(bigint) from public'
              union all
              select 6, 'grant execute on function audit_delete_dropped(bigint) to ' || g.name from given g)
            select text from statement order by step
            """,
            ("@role", role));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var statements = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            statements.Add(reader.GetString(0));
        }

        return statements;
    }
}
