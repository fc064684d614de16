using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.Migrations;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>The program's role owns what it works with, and has no power over what the audit record has.</summary>
public sealed class ProgramRoleTests : IAsyncLifetime
{
    private DatabaseRoles _roles = null!;

    public async ValueTask InitializeAsync() => _roles = await DatabaseRoles.MakeAsync();

    public ValueTask DisposeAsync() => _roles.DisposeAsync();

    [Fact]
    public async Task The_program_is_told_to_have_the_database_migrated_first()
    {
        var refused = await Assert.ThrowsAsync<SchemaException>(UpgradeAsync);
        Assert.Contains("has no tables yet", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'migrate --role {_roles.ProgramName}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrated_once_the_program_starts_and_migrated_again_nothing_changes()
    {
        Assert.Equal(MigrationList.All.Select(m => m.Name), await MigrateAsync());
        await UpgradeAsync();
        Assert.Null(await ProgramRole.PowerOverRecordAsync(_roles.Program, default));
        Assert.Empty(await MigrateAsync());
        await UpgradeAsync();
        Assert.Null(await ProgramRole.PowerOverRecordAsync(_roles.Program, default));
    }

    [Fact]
    public async Task Several_that_migrate_at_once_do_it_one_after_the_other()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(MigrateAsync)));
        Assert.Contains(made, m => m.Count > 0);
        await UpgradeAsync();
        Assert.Null(await ProgramRole.PowerOverRecordAsync(_roles.Program, default));
    }

    [Fact]
    public async Task A_table_of_the_record_that_only_a_newer_version_knows_stays_the_owners()
    {
        await MigrateAsync();
        await DatabaseRoles.RunAsync(_roles.Owner, "create table audit_later (n int)");
        await MigrateAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => DatabaseRoles.RunAsync(_roles.Program, "drop table audit_later"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_new_version_is_refused_by_the_names_of_what_is_missing_until_it_was_migrated()
    {
        await MigrateAsync();
        var last = MigrationList.All[^1].Name;
        await DatabaseRoles.RunAsync(_roles.Owner, $"delete from schema_migrations where scriptname = '{last}'");
        var refused = await Assert.ThrowsAsync<SchemaException>(UpgradeAsync);
        Assert.Contains($"lacks the migrations {last}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'migrate --role {_roles.ProgramName}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update audit_record set actor = 'x'")]
    [InlineData("delete from audit_record")]
    [InlineData("truncate audit_record")]
    [InlineData("drop table audit_record")]
    [InlineData("alter table audit_record disable trigger all")]
    [InlineData("drop trigger audit_record_fixed on audit_record")]
    [InlineData("create or replace function audit_refuse() returns trigger language plpgsql as $$ begin return new; end $$")]
    [InlineData("delete from audit_vehicle")]
    [InlineData("update audit_checkpoint set note = ''")]
    [InlineData("delete from audit_head")]
    [InlineData("delete from schema_migrations")]
    [InlineData("drop schema public cascade")]
    [InlineData("drop table schema_migrations")]
    public async Task What_the_record_has_is_refused_to_it(string sql)
    {
        await MigrateAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => DatabaseRoles.RunAsync(_roles.Program, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.DoesNotContain("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    /// <summary>Retention is the one way in which records go, and the program may ask for it.</summary>
    [Theory]
    [InlineData("insert into audit_checkpoint values (1000000, 0, 'x', ''); insert into audit_drop values (1000000, 0)", "there is no such record")]
    [InlineData("insert into audit_checkpoint values (2, 0, 'x', ''); insert into audit_drop values (2, 0)", "not all are three years old")]
    [InlineData(
        "insert into audit_record values (3, 0, 'a', 'o', 0, 0, 0, '', ''); insert into audit_checkpoint values (3, 0, 'x', ''); insert into audit_drop values (3, 0)",
        "not all are three years old")]
    [InlineData(
        "create temp table audit_checkpoint (size bigint); insert into audit_checkpoint values (2); create temp table audit_record (sequence bigint, at bigint); "
        + "insert into audit_record values (2, 0); insert into public.audit_drop values (2, 0)",
        "no checkpoint proves")]
    [InlineData(
        "insert into audit_checkpoint values (2, 0, 'x', ''); create function later(bigint, bigint) returns boolean language sql as 'select false'; "
        + "create operator > (leftarg = bigint, rightarg = bigint, function = later); insert into audit_drop values (2, 0)",
        "not all are three years old")]
    public async Task Records_that_are_not_three_years_old_are_not_dropped_whatever_the_program_adds(string sql, string says)
    {
        await MigrateAsync();
        await AddRecordsAsync();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => DatabaseRoles.RunAsync(_roles.Program, sql));
        Assert.Contains(says, refused.MessageText, StringComparison.Ordinal);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    /// <summary>Whoever has taken the program over waits for the next migration.</summary>
    [Theory]
    [InlineData("create function audit_x() returns void language sql security definer as 'select'", "the function public.audit_x()")]
    [InlineData("create function quote_ident(name) returns text language sql as 'select null::text'", "the function public.quote_ident(name)")]
    [InlineData(
        "create function t() returns trigger language plpgsql as 'begin return new; end'; create trigger t before insert on alert for each row execute function t()",
        "the trigger t on public.alert")]
    [InlineData("create rule r as on insert to alert do also select 1", "the rule r on public.alert")]
    [InlineData("create function update_membership(int) returns int language sql security definer as 'select 1'", "update_membership(integer) (SECURITY DEFINER)")]
    public async Task Code_that_the_program_never_makes_is_refused_before_it_could_run_as_the_owner(string sql, string says)
    {
        await MigrateAsync();
        await DatabaseRoles.RunAsync(_roles.Program, sql);
        var refused = await Assert.ThrowsAsync<SchemaException>(MigrateAsync);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guards_that_the_program_has_changed_while_it_owned_them_are_made_again()
    {
        await DatabaseRoles.RunAsync(_roles.Superuser, $"grant create on schema public to {_roles.ProgramName}");
        await UpgradeAsync();
        await DatabaseRoles.RunAsync(
            _roles.Program, "create or replace function audit_refuse() returns trigger language plpgsql as 'begin return new; end'; drop trigger audit_head_kept on audit_head");
        await MigrateAsync();
        foreach (var sql in (string[])["update audit_record set actor = 'x'", "delete from audit_head"])
        {
            await AddRecordsAsync();
            var refused = await Assert.ThrowsAsync<PostgresException>(() => DatabaseRoles.RunAsync(_roles.Owner, sql));
            Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_that_the_program_has_migrated_itself_is_taken_from_it()
    {
        await DatabaseRoles.RunAsync(_roles.Superuser, $"grant create on schema public to {_roles.ProgramName}");
        await UpgradeAsync();
        Assert.Contains("owns its tables", await ProgramRole.PowerOverRecordAsync(_roles.Program, default), StringComparison.Ordinal);
        Assert.Empty(await MigrateAsync());
        Assert.Null(await ProgramRole.PowerOverRecordAsync(_roles.Program, default));
        await What_the_record_has_is_refused_to_it("alter table audit_record disable trigger all");
        await UpgradeAsync();
    }

    [Theory]
    [InlineData("alter role {0} superuser", "is a superuser")]
    [InlineData("grant {1} to {0}", "owns its tables")]
    [InlineData("grant delete on audit_record to {0}", "may delete")]
    [InlineData("grant update on audit_checkpoint to {0}", "may update")]
    [InlineData("do $$ begin execute format('alter database %I owner to {0}', current_database()); end $$", "owns the schema")]
    [InlineData("grant update (actor) on audit_record to {0}", "may update")]
    [InlineData("grant trigger on audit_record to {0}", "may put triggers")]
    [InlineData("grant pg_execute_server_program to {0}", "may write files of the server")]
    [InlineData("alter function audit_refuse() owner to {0}", "owns the functions that guard it")]
    public async Task Power_that_was_given_since_is_found(string sql, string says)
    {
        await MigrateAsync();
        await DatabaseRoles.RunAsync(_roles.Superuser, $"revoke {_roles.ProgramName} from {_roles.OwnerName}");
        await DatabaseRoles.RunAsync(_roles.Superuser, Named(sql));
        var power = await ProgramRole.PowerOverRecordAsync(_roles.Program, default);
        Assert.Contains($"'{_roles.ProgramName}' of PostgreSQL {says}", power, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop role {0}", "does not exist. Create it: create role {0} login")]
    [InlineData("alter role {0} superuser", "is a superuser, from whom nothing can be withheld")]
    [InlineData("revoke {0} from {1}", "First: grant {0} to {1};")]
    [InlineData("revoke {0} from {1}; do $$ begin execute format('alter database %I owner to {0}', current_database()); end $$", "could drop it. First: alter database ")]
    [InlineData("alter schema public owner to {0}", "could drop its tables. First: alter schema public owner to {1};")]
    public async Task A_role_that_does_not_fit_is_refused_with_what_to_do_and_nothing_is_changed(string sql, string says)
    {
        await DatabaseRoles.RunAsync(_roles.Superuser, Named(sql));
        try
        {
            var refused = await Assert.ThrowsAsync<SchemaException>(MigrateAsync);
            Assert.Contains(Named(says), refused.Message, StringComparison.Ordinal);
            Assert.StartsWith($"The role '{_roles.ProgramName}' ", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            if (sql.StartsWith("drop role", StringComparison.Ordinal))
            {
                await DatabaseRoles.RunAsync(_roles.Superuser, Named("create role {0}"));
            }
        }
    }

    [Fact]
    public async Task A_role_with_the_rights_of_the_one_that_migrates_is_refused()
    {
        await DatabaseRoles.RunAsync(
            _roles.Superuser,
            "do $$ begin execute format('alter database %I owner to %I', current_database(), current_user); end $$; "
            + Named("grant create on schema public to {1}; revoke {0} from {1}; grant {1} to {0}"));
        var refused = await Assert.ThrowsAsync<SchemaException>(MigrateAsync);
        Assert.Contains(Named("is a member of {1}, and has its rights. First: revoke {1} from {0};"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_role_that_migrates_is_not_the_programs()
    {
        var refused = await Assert.ThrowsAsync<SchemaException>(() => ProgramRole.MigrateAsync(_roles.Owner, _roles.OwnerName, default));
        Assert.Contains("is the one that migrates", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Two records of now, where there are none yet.</summary>
    private Task AddRecordsAsync() => DatabaseRoles.RunAsync(
        _roles.Program,
        "insert into audit_record select n, extract(epoch from now()) * 1000, 'a', 'o', 0, 0, 0, '', '' from generate_series(1, 2) n on conflict do nothing");

    private string Named(string sql) =>
        sql.Replace("{0}", _roles.ProgramName, StringComparison.Ordinal).Replace("{1}", _roles.OwnerName, StringComparison.Ordinal);

    private Task<IReadOnlyList<string>> MigrateAsync() => ProgramRole.MigrateAsync(_roles.Owner, _roles.ProgramName, default);

    /// <summary>What the program does at its start.</summary>
    private async Task UpgradeAsync()
    {
        await using var store = DeadLetterStore.Postgres(_roles.Program, TimeProvider.System);
        await store.UpgradeAsync(default);
    }
}
