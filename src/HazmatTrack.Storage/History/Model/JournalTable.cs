namespace HazmatTrack.Storage.History.Model;

/// <summary>The tables of points that are in no chunk yet: one row for each append of a partition that has such points.</summary>
internal enum JournalTable
{
    /// <summary>Open points: those after the vehicle's sealed end.</summary>
    Open,

    /// <summary>Late points: those at or before it.</summary>
    Late,
}

internal static class JournalTables
{
    /// <summary>The table's name in the database.</summary>
    public static string Name(this JournalTable table) => table switch
    {
        JournalTable.Open => "history_journal",
        JournalTable.Late => "history_late",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
    };
}
