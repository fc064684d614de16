namespace HazmatTrack.Server.Csv;

/// <summary>A record of a table, or the reason why it cannot be read.</summary>
/// <param name="Line">The line of the file on which it begins, from 1; a record with quoted line breaks spans several.</param>
/// <param name="Cells">The cells without their quotes.</param>
/// <param name="EndsFile">Whether the file ends with this record, without a line break.</param>
/// <param name="Fault">What is wrong with the record itself; null where its cells can be read.</param>
internal readonly record struct CsvRecord(long Line, string[] Cells, bool EndsFile, string? Fault);
