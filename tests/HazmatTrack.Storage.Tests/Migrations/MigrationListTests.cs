using HazmatTrack.Storage.Migrations;

namespace HazmatTrack.Storage.Tests.Migrations;

public sealed class MigrationListTests
{
    /// <summary>A database names what it has by these names: a renamed migration would be applied again, and one that is taken out refused as newer.</summary>
    [Fact]
    public void A_migration_keeps_its_name_in_the_journal_and_a_new_one_is_added_to_this_list() => Assert.Equal(
        [
            "001 history", "002 alerts", "003 alerts-open", "004 registry", "005 logs", "006 last-checkpoint", "007 history-columns", "008 alert-months",
            "009 membership", "010 documents", "011 damage", "012 history-placement", "014 document-subjects",
            "015 rule-parameters", "016 passed-kinds (added)", "017 late-points", "018 ended-logs (added)", "019 audit",
            "020 access (added)", "021 subscriptions (added)", "022 dead-letters (added)", "023 history-silo (added)",
            "024 alert-timeline (added)", "025 audit-home (added)", "026 audit-guards (added)",
            "027 history-timeline (added)", "028 alert-restore (added)", "029 registry-timeline (added)",
        ],
        MigrationList.All.Select(m => m.Name));

    /// <summary>Each statement is run by itself, outside a transaction; a program without the index opens the database.</summary>
    [Fact]
    public void An_index_that_is_made_while_its_table_is_written_is_dropped_first_where_it_was_broken_off() =>
        Assert.All(MigrationList.All.Where(m => m.IsConcurrent), m =>
        {
            Assert.True(m.IsAdded);
            var statements = m.Script("postgres").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, statements.Length);
            Assert.Contains("drop index concurrently if exists ", statements[0], StringComparison.Ordinal);
            Assert.StartsWith("create index concurrently ", statements[1], StringComparison.Ordinal);
        });
}
