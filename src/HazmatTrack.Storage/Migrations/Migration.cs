using System.Globalization;
using System.Reflection;

namespace HazmatTrack.Storage.Migrations;

/// <summary>One migration of the schema.</summary>
/// <param name="Number">Its position in the list. A released number is never reused.</param>
/// <param name="Title">A short description; part of the file's name.</param>
/// <param name="Part">The store whose tables it changes; null for PostgreSQL only.</param>
internal sealed record Migration(int Number, string Title, SchemaPart? Part)
{
    /// <summary>
    /// A query that returns 1 where a program from before this list has applied the migration already; null where that is impossible.
    /// </summary>
    public string? TakenBefore { get; init; }

    /// <summary>
    /// Whether it only adds what a program without it need not know: a table, an index, or a column that is nullable or has a default, which it misleads
    /// nobody by not writing. After a rollback the previous version then still opens the database, and so do its silos in a rolling upgrade. It is part of the
    /// name in the journal, so it never changes once the migration is released.
    /// </summary>
    public bool IsAdded { get; init; }

    /// <summary>
    /// Whether it does nothing but make an index of a table that may be large and is written while the program migrates. PostgreSQL then makes it outside the
    /// transaction of the others, after them (<see cref="IndexMigrations"/>): its script drops the index if it exists, makes it, both <c>concurrently</c>,
    /// and has no semicolon but after statements. No other migration may need it. SQLite, which has one writer, makes it with the others.
    /// </summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Its name in the database's journal.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number:000} {Title}{(IsAdded ? AddedMark : "")}");

    /// <summary>The suffix of the names of migrations after which a program without them may open the database.</summary>
    public const string AddedMark = " (added)";

    /// <summary>Its statements: one file for both engines, or one for each.</summary>
    public string Script(string engine)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{Number:000}.{Title}");
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"{file}.{engine}.sql") ?? assembly.GetManifestResourceStream($"{file}.sql")
            ?? throw new InvalidOperationException($"The migration {file} has no script for {engine}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
