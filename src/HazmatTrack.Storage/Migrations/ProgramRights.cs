using System.Data.Common;
using Npgsql;

namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// What <see cref="ProgramRole"/> may do, and how it is given. All of it is asked and done with names that are looked up in the catalog alone: the role of the
/// program may make functions where its tables are, and none of them must run with the rights of the owner.
/// </summary>
internal sealed class ProgramRights
{
    /// <summary>The tables of the audit record. A new one is added here, and in <see cref="OnRecord"/> where the program does more than read and add.</summary>
    public static readonly IReadOnlyList<string> RecordTables =
        ["audit_head", "audit_record", "audit_vehicle", "audit_checkpoint", "audit_cosignature", "audit_drop", "audit_lease"];

    /// <summary>The functions of its triggers, and the one that deletes what retention has dropped.</summary>
    public static readonly IReadOnlyList<string> GuardFunctions = ["audit_refuse", "audit_refuse_kept", "audit_check_drop", "audit_delete_dropped"];

    /// <summary>The other functions of the schema, those of the membership of silos.</summary>
    private static readonly string[] s_functions = ["update_i_am_alive_time", "insert_membership_version", "insert_membership", "update_membership"];

    /// <summary>
    /// The program may read the record and add to it; everything else is its own. A table of the record that a newer version has made is neither: this version
    /// leaves it as it is.
    /// </summary>
    private const string OnRecord =
        """
        with given as (select quote_ident(rolname) as name from pg_roles where rolname = @role),
        own as (select t.oid::regclass::text as name, t.relname = any(@record) as is_record, t.relname,
            pg_has_role(t.relowner, 'USAGE') and pg_get_userbyid(t.relowner) <> @role as is_to_give
          from pg_class t join pg_namespace n on n.oid = t.relnamespace
          where n.nspname = @schema and t.relkind in ('r', 'p') and not exists (select from pg_depend x where x.objid = t.oid and x.deptype = 'e')),
        statement as (
          select 1 as step, 'grant usage, create on schema ' || quote_ident(@schema) || ' to ' || g.name as text from given g
          union all
          select 2, 'alter table ' || o.name || ' owner to ' || g.name from given g, own o where o.is_to_give and not o.is_record and o.relname not like 'audit\_%'
          union all
          select 3, 'revoke all on ' || o.name || ' from public, ' || g.name from given g, own o where o.is_record
          union all
          select 4, 'grant ' || case o.relname when 'schema_migrations' then 'select' when 'audit_head' then 'select, update'
            when 'audit_lease' then 'select, insert, update' else 'select, insert' end || ' on ' || o.name || ' to ' || g.name
          from given g, own o where o.is_record
          union all
          select 3, 'revoke all on function ' || p.oid::regprocedure || ' from public' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = @schema and p.proname = any(@guards)
          union all
          select 4, 'grant execute on function ' || p.oid::regprocedure || ' to ' || g.name
          from given g, pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = @schema and (p.proname = 'audit_delete_dropped' or p.proname = any(@functions)) and pg_get_userbyid(p.proowner) = current_user)
        select text from statement order by step
        """;

    private readonly NpgsqlConnection _connection;
    private readonly string _role;

    private ProgramRights(NpgsqlConnection connection, string role, string schema) => (_connection, _role, Schema) = (connection, role, schema);

    /// <summary>The schema of the tables.</summary>
    public string Schema { get; }

    /// <exception cref="SchemaException">There is no schema for the tables.</exception>
    public static async Task<ProgramRights> OpenAsync(NpgsqlConnection connection, string role, CancellationToken cancellation)
    {
        await using var command = connection.Command("select pg_catalog.current_schema(), pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false)");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return await reader.IsDBNullAsync(0, cancellation)
            ? throw new SchemaException("The database has no schema for the tables of the program (search_path). Create one: create schema public;")
            : new(connection, role, reader.GetString(0));
    }

    /// <summary>Refuses a role that would be no other than the owner, could become it, or has laid code in its way.</summary>
    public async Task RefuseUnfitAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select case
              when r.oid is null then 'does not exist. Create it: create role ' || quote_ident(@role) || ' login password ''…'';'
              when r.rolname = current_user then 'is the one that migrates. Connect as another, which is to own the audit record.'
              when r.oid = 10 then 'is the superuser with which the server was made, and stays one. Make another for the program, and let migrate give it the tables.'
              when r.rolsuper then 'is a superuser, from whom nothing can be withheld. Name another, or: alter role ' || quote_ident(@role) || ' nosuperuser;'
              when pg_has_role(r.oid, d.datdba, 'MEMBER') then 'owns the database, and could drop it. First: alter database '
                || quote_ident(d.datname) || ' owner to ' || quote_ident(current_user) || ';'
              when pg_has_role(r.oid, n.nspowner, 'MEMBER') then 'owns the schema, and could drop its tables. First: alter schema '
                || quote_ident(n.nspname) || ' owner to ' || quote_ident(current_user) || ';'
              when pg_has_role(r.oid, o.oid, 'MEMBER') then 'is a member of ' || quote_ident(current_user) || ', and has its rights. First: revoke '
                || quote_ident(current_user) || ' from ' || quote_ident(@role) || ';'
              when not pg_has_role(o.oid, r.oid, 'USAGE')
                or not case when current_setting('server_version_num')::int >= 160000 then pg_has_role(o.oid, r.oid, 'SET') else true end
                then 'cannot be given tables by ' || quote_ident(current_user) || '. First: grant ' || quote_ident(@role) || ' to '
                  || quote_ident(current_user) || case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set true;' else ';' end
            end
            from pg_database d join pg_namespace n on n.nspname = @schema join pg_roles o on o.rolname = current_user
              left join pg_roles r on r.rolname = @role
            where d.datname = current_database()
            """);
        if (await command.ExecuteScalarAsync(cancellation) is string unfit)
        {
            throw new SchemaException($"The role '{_role}' {unfit}");
        }

        var code = await ForeignCodeAsync(cancellation);
        if (code.Count > 0)
        {
            throw new SchemaException(
                $"The schema {Schema} has {string.Join(", ", code)}, which no version of the program makes. It would run with the rights of the role that migrates: look who made it and "
                + "what it does, and drop it first.");
        }
    }

    /// <summary>Gives the rights, to the tables that are there.</summary>
    public async Task GiveAsync(CancellationToken cancellation)
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellation);

        // Rights that two sessions give at the same time are an error.
        await RunAsync(transaction, Migrations.Schema.OneSilo, cancellation);
        foreach (var statement in await ListAsync(
            """
            select 'alter table ' || t.oid::regclass || ' owner to current_user' from pg_class t join pg_namespace n on n.oid = t.relnamespace
            where n.nspname = @schema and t.relkind in ('r', 'p') and t.relname = any(@record) and pg_get_userbyid(t.relowner) <> current_user
            union all
            select 'alter function ' || p.oid::regprocedure || ' owner to current_user' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = @schema and p.proname = any(@guards) and pg_get_userbyid(p.proowner) <> current_user
            """,
            cancellation))
        {
            await RunAsync(transaction, statement, cancellation);
        }

        // What has been in other hands is made again.
        await RunAsync(transaction, $"set local search_path = {await QuotedSchemaAsync(cancellation)}, pg_temp", cancellation);
        await RunAsync(transaction, MigrationList.All.Single(m => m.Title == "audit-guards").Script("postgres"), cancellation);
        await RunAsync(transaction, "set local search_path = pg_catalog, pg_temp", cancellation);
        foreach (var statement in await ListAsync(OnRecord, cancellation))
        {
            await RunAsync(transaction, statement, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Functions, triggers and rules that the program never makes.</summary>
    private Task<List<string>> ForeignCodeAsync(CancellationToken cancellation) => ListAsync(
        """
        select 'the function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = @schema and p.proname <> all(@guards) and p.proname <> all(@functions)
          and pg_has_role(@role, p.proowner, 'MEMBER') and not exists (select from pg_depend x where x.objid = p.oid and x.deptype = 'e')
        union all
        select 'the function ' || p.oid::regprocedure || ' (SECURITY DEFINER)' from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = @schema and p.prosecdef and (p.proname = any(@guards) or p.proname = any(@functions))
          and p.oid is distinct from to_regprocedure(quote_ident(@schema) || '.audit_delete_dropped(bigint)')
        union all
        select 'the trigger ' || quote_ident(g.tgname) || ' on ' || t.oid::regclass from pg_trigger g join pg_class t on t.oid = g.tgrelid
          join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = @schema and not g.tgisinternal
          and (t.relname <> all(@record) or g.tgname not like t.relname || '\_%' or g.tgfoid not in
            (select p.oid from pg_proc p where p.pronamespace = n.oid and p.proname = any(@guards)))
        union all
        select 'the rule ' || quote_ident(r.rulename) || ' on ' || t.oid::regclass from pg_rewrite r join pg_class t on t.oid = r.ev_class
          join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = @schema and t.relkind in ('r', 'p')
        """,
        cancellation);

    private async Task<string> QuotedSchemaAsync(CancellationToken cancellation) => (await ListAsync("select quote_ident(@schema)", cancellation))[0];

    private async Task RunAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellation)
    {
        await using var command = _connection.Command(transaction, sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<string>> ListAsync(string query, CancellationToken cancellation)
    {
        await using var command = Command(query);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var texts = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private DbCommand Command(string query) => _connection.Command(
        query,
        ("@role", _role),
        ("@schema", Schema),
        ("@record", RecordTables.Append(Migrations.Schema.Journal).ToArray()),
        ("@guards", GuardFunctions.ToArray()),
        ("@functions", s_functions));
}
