using HazmatTrack.Storage.Migrations;
using HazmatTrack.TestServers;
using Npgsql;

namespace HazmatTrack.Storage.Tests.Migrations;

/// <summary>The tables by which silos know each other, made from the scripts of Orleans.</summary>
public sealed class MembershipTablesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silos_find_the_tables_and_all_queries_also_where_an_older_Orleans_has_made_them(bool hasOlder)
    {
        var database = await Servers.EmptyPostgresDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        if (hasOlder)
        {
            await ExecuteAsync("""
                create table OrleansQuery (QueryKey varchar(64) primary key, QueryText varchar(8000) not null);
                insert into OrleansQuery values ('MembershipReadAllKey', 'of before')
                """);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema.UpgradePostgresAsync(database, Stop)));
        Assert.Equal(9L, await ExecuteAsync("select count(*) from OrleansQuery where QueryText <> 'of before'"));
        Assert.Equal(1, await ExecuteAsync("select * from insert_membership_version('one')"));
        Assert.Equal(1, await ExecuteAsync("select * from insert_membership('one', '127.0.0.1', 1, 1, 'silo', 'host', 3, 0, now(), now(), 0)"));
        Assert.Equal(0, await ExecuteAsync("select * from insert_membership('one', '127.0.0.1', 2, 1, 'silo', 'host', 3, 0, now(), now(), 0)"));

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteScalarAsync(Stop);
        }
    }
}
