using System.Globalization;
using System.Reflection;

namespace HazmatTrack.Storage.Migrations;

/// <summary>One step of the schema.</summary>
/// <param name="Number">Its place in the list. A number that was released is never given to another step.</param>
/// <param name="Title">What it is about; part of the file's name.</param>
/// <param name="Part">Whose tables it changes; null for what is on PostgreSQL alone.</param>
internal sealed record Migration(int Number, string Title, SchemaPart? Part)
{
    /// <summary>A query that answers 1 where a program from before this list has taken the step already; null where that cannot be.</summary>
    public string? TakenBefore { get; init; }

    /// <summary>
    /// Whether it only adds what a program without it need not know: a table, or a column that may be null or has a default. After a rollback the program before
    /// then still opens the database, and so do its silos in a rolling upgrade.
    /// </summary>
    public bool IsAdded { get; init; }

    /// <summary>Its name in the database's journal.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number:000} {Title}{(IsAdded ? AddedMark : "")}");

    /// <summary>What the names end with of steps that a program without them may open the database after.</summary>
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
