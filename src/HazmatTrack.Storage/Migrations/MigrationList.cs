namespace HazmatTrack.Storage.Migrations;

/// <summary>
/// Every change of the schema of every store, in order. A released migration is never changed: a later one corrects its errors.
/// The first five are the baseline: the tables as they were before this list, so that an existing database is adopted unchanged.
/// </summary>
internal static class MigrationList
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        new(1, "history", SchemaPart.History),
        new(2, "alerts", SchemaPart.Alerts),
        new(3, "alerts-open", SchemaPart.Alerts) { TakenBefore = "select count(*) from alert_schema where version >= 2" },
        new(4, "registry", SchemaPart.Registry),
        new(5, "logs", SchemaPart.Logs),
        new(6, "last-checkpoint", SchemaPart.History),
        new(7, "history-columns", SchemaPart.History),
        new(8, "alert-months", SchemaPart.Alerts),
        new(9, "membership", null),
        new(10, "documents", SchemaPart.History),
        new(11, "damage", SchemaPart.History),
        new(12, "history-placement", SchemaPart.History),
        new(14, "document-subjects", SchemaPart.Registry),

        // A table, but not marked as added: a program without it evaluates vehicles and leaves no record of its parameters, so that the next program would take
        // them for evaluated by the recorded ones.
        new(15, "rule-parameters", SchemaPart.History),
        new(16, "passed-kinds", SchemaPart.History) { IsAdded = true },
        new(17, "late-points", SchemaPart.History),
        new(18, "ended-logs", SchemaPart.Alerts) { IsAdded = true },

        // Tables, but not marked as added: a program without it answers people and leaves no record of it, and nothing would show the gap.
        new(19, "audit", SchemaPart.Audit),
        new(20, "access", SchemaPart.Access) { IsAdded = true },
        new(21, "subscriptions", SchemaPart.Subscriptions) { IsAdded = true },
        new(22, "dead-letters", SchemaPart.DeadLetters) { IsAdded = true },

        // Columns that an older program leaves as they are: its epochs differ from theirs.
        new(23, "history-silo", SchemaPart.History) { IsAdded = true },
        new(24, "alert-timeline", SchemaPart.Alerts) { IsAdded = true },

        // An index.
        new(25, "audit-home", SchemaPart.Audit) { IsAdded = true, IsConcurrent = true },

        // Of PostgreSQL alone, where a role apart from the program's owns the record.
        new(26, "audit-guards", null) { IsAdded = true },

        // A column that an older program leaves as it is: the next owner takes the partition over before it writes.
        new(27, "history-timeline", SchemaPart.History) { IsAdded = true },

        // A table of what is under way: an older program reads the topic from where the store ends.
        new(28, "alert-restore", SchemaPart.Alerts) { IsAdded = true },

        // A column that an older program leaves as it is: it gives the next revision.
        new(29, "registry-timeline", SchemaPart.Registry) { IsAdded = true },
    ];
}
