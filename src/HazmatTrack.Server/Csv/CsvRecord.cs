namespace HazmatTrack.Server.Csv;

/// <summary>A record of a table, or why there is none.</summary>
/// <param name="Line">The line of the file on which it begins, from 1; a record with quoted line breaks spans several.</param>
/// <param name="Cells">Without their quotes; as many as the record has.</param>
/// <param name="EndsFile">Whether the file ends with it, without an end of line.</param>
/// <param name="Fault">What is wrong with the record as a whole; null where its cells can be read.</param>
internal readonly record struct CsvRecord(long Line, string[] Cells, bool EndsFile, string? Fault);
