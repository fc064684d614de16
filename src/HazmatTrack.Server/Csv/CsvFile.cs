using System.IO.Compression;

namespace HazmatTrack.Server.Csv;

/// <summary>A table file on disk, plain or compressed with gzip; it can be opened several times.</summary>
internal sealed class CsvFile(string path)
{
    /// <summary>The signatures of files that a spreadsheet program saves without exporting: a zip archive (xlsx, ods) or a compound file (xls).</summary>
    private static readonly byte[][] s_workbooks = [[(byte)'P', (byte)'K', 3, 4], [0xD0, 0xCF, 0x11, 0xE0]];

    public string Path => path;

    /// <summary>The content from its first byte, decompressed.</summary>
    /// <exception cref="CsvException">The file is a workbook.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public Stream Open()
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.SequentialScan);
        try
        {
            Span<byte> start = stackalloc byte[4];
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            file.Position = 0;
            foreach (var magic in s_workbooks)
            {
                if (start.SequenceEqual(magic))
                {
                    throw new CsvException($"{path} is a workbook or an archive, not CSV; export it as CSV (UTF-8).");
                }
            }

            return start is [0x1F, 0x8B, ..] ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

/// <summary>A table file cannot be read at all; the message contains the reason.</summary>
internal sealed class CsvException(string message) : Exception(message);
