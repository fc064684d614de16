using System.Text;
using CsvHelper;

namespace HazmatTrack.Server.Csv;

/// <summary>
/// A table by RFC 4180 that tolerates careless files: encoding and separator are detected, records are read one by one in constant memory, and a broken
/// record affects no other.
/// </summary>
internal sealed class CsvTable
{
    /// <summary>The longest record; a longer one means that a quote was opened and never closed.</summary>
    private const int LongestRecord = 64 * 1024;

    /// <summary>The reader reads ahead: a multiple of its buffer, and the longest record.</summary>
    private const int Remembered = 8 * LongestRecord;

    private static readonly char[] s_separators = [',', ';', '\t'];

    private readonly CsvFile _file;
    private readonly long _headerLine;

    private CsvTable(CsvFile file, TextEncoding encoding, char separator, string[] header, long headerLine)
    {
        (_file, Encoding, Separator, Header, _headerLine) = (file, encoding, separator, header, headerLine);
    }

    public TextEncoding Encoding { get; }

    /// <summary>Comma, semicolon or tab: the most frequent in the first line.</summary>
    public char Separator { get; }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Detects the format of the file and reads its header.</summary>
    /// <exception cref="CsvException">The file cannot be read, or is empty.</exception>
    public static CsvTable Open(string path)
    {
        var file = new CsvFile(path);
        try
        {
            TextEncoding encoding;
            using (var content = file.Open())
            {
                encoding = TextEncoding.Detect(content);
            }

            var separator = SeparatorOf(FirstLine(file, encoding));
            foreach (var record in Read(file, encoding, separator))
            {
                if (record.Fault is { } fault)
                {
                    throw new CsvException($"{path}:{record.Line}: the line with the names of the columns cannot be read: {fault}");
                }

                // A line that Excel understands: it contains only the separator.
                if (!record.Cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
                {
                    return new(file, encoding, separator, record.Cells, record.Line);
                }
            }

            throw new CsvException($"{path} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CsvException($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The records below the header, without blank lines.</summary>
    /// <exception cref="CsvException">The file cannot be read further.</exception>
    public IEnumerable<CsvRecord> Records()
    {
        using var records = Read(_file, Encoding, Separator).GetEnumerator();
        while (Next(records))
        {
            var record = records.Current;
            if (record.Line > _headerLine && (record.Fault is not null || Array.Exists(record.Cells, c => !string.IsNullOrWhiteSpace(c))))
            {
                yield return record with { Fault = record.Fault ?? WrongCount(record) };
            }
        }
    }

    private bool Next(IEnumerator<CsvRecord> records)
    {
        try
        {
            return records.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CsvException($"{_file.Path} cannot be read to its end: {e.Message}");
        }
    }

    /// <summary>Checks the number of cells: cells missing at the end of a line are empty ones, unless the file was cut off there.</summary>
    private string? WrongCount(in CsvRecord record) =>
        record.Cells.Length < Header.Count && record.EndsFile ? $"the file ends within the line, after {record.Cells.Length} of {Header.Count} cells"
        : record.Cells.Length > Header.Count && Array.FindLastIndex(record.Cells, c => !string.IsNullOrWhiteSpace(c)) >= Header.Count
            ? $"the line has {record.Cells.Length} cells and the header {Header.Count}: a cell with the separator in it needs quotes"
        : null;

    private static string FirstLine(CsvFile file, TextEncoding encoding)
    {
        using var reader = new StreamReader(file.Open(), encoding.Encoding);
        var line = new StringBuilder();
        while (line.Length < LongestRecord && reader.Read() is >= 0 and var c)
        {
            if (c is '\r' or '\n')
            {
                if (line.Length > 0)
                {
                    break;
                }

                continue;
            }

            line.Append((char)c);
        }

        return line.ToString();
    }

    private static char SeparatorOf(string line)
    {
        if (line.TrimStart('\uFEFF') is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', var named, ..])
        {
            return named;
        }

        var counts = new int[s_separators.Length];
        var isQuoted = false;
        foreach (var c in line)
        {
            isQuoted ^= c == '"';
            if (!isQuoted && Array.IndexOf(s_separators, c) is >= 0 and var at)
            {
                counts[at]++;
            }
        }

        return s_separators[Array.IndexOf(counts, counts.Max())];
    }

    private static IEnumerable<CsvRecord> Read(CsvFile file, TextEncoding encoding, char separator)
    {
        var content = file.Open();
        using var bytes = new RewindStream(
            encoding.Encoding is UTF8Encoding ? content : System.Text.Encoding.CreateTranscodingStream(content, encoding.Encoding, TextEncoding.Utf8.Encoding),
            Remembered);
        var (origin, lines) = (0L, 0L);
        var more = true;
        while (more)
        {
            more = false;
            var isOpen = false;
            using var reader = CsvReader.Create(
                bytes,
                new CsvReaderOptions
                {
                    Separator = separator,
                    HasHeader = false,
                    DetectSeparatorHint = false,
                    TrackLineNumbers = true,
                    MaxRecordSize = LongestRecord,
                    IncludeValuesInExceptions = false,
                    OnMalformedRecord = m => isOpen = m.Reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.TextAfterClosingQuote,
                },
                leaveOpen: true);
            while (true)
            {
                CsvRecord record;
                long next;
                try
                {
                    isOpen = false;
                    if (!reader.Read())
                    {
                        break;
                    }

                    var cells = new string[reader.FieldCount];
                    for (var i = 0; i < cells.Length; i++)
                    {
                        cells[i] = reader.GetString(i);
                    }

                    record = new(lines + reader.LineNumber, cells, origin + reader.ByteOffset + reader.RawRecord.Length == bytes.Position, null);
                    next = isOpen ? AfterFirstLine(reader.RawRecord, origin + reader.ByteOffset) : -1;
                }
                catch (CsvFormatException e)
                {
                    (record, next) = (new(lines + e.LineNumber, [], false, null), AfterFirstLine(bytes, origin + e.ByteOffset));
                }

                if (next < 0)
                {
                    yield return record;
                    continue;
                }

                // The quote includes following lines that are records of their own: they are read again, without the line that opened it.
                yield return record with { Cells = [], Fault = "a quote is opened and not closed" };
                bytes.RewindTo(next);
                (origin, lines, more) = (next, record.Line, true);
                break;
            }
        }
    }

    /// <summary>The position of the record's second line; -1 where it has one line.</summary>
    private static long AfterFirstLine(ReadOnlySpan<byte> raw, long start)
    {
        var end = raw.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? -1 : start + end + (raw[end..] is [(byte)'\r', (byte)'\n', ..] ? 2 : 1);
    }

    private static long AfterFirstLine(RewindStream bytes, long start)
    {
        bytes.RewindTo(start);
        var wasReturn = false;
        for (Span<byte> one = stackalloc byte[1]; bytes.Read(one) == 1; wasReturn = one[0] == '\r')
        {
            if (one[0] == '\n' || wasReturn)
            {
                return wasReturn && one[0] != '\n' ? bytes.Position - 1 : bytes.Position;
            }
        }

        return bytes.Position;
    }
}
