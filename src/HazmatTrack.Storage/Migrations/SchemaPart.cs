namespace HazmatTrack.Storage.Migrations;

/// <summary>The stores. On PostgreSQL they share one database; on SQLite each has a file of its own, with only its own tables.</summary>
internal enum SchemaPart
{
    History,
    Alerts,
    Registry,
    Logs,
    Audit,
    Access,
    Subscriptions,
    DeadLetters,
}
