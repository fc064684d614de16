using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>
/// The storage format of position reports: column after column, each as small differences in varints, then zstd. A chunk of 240 reports of
/// one truck takes 4 to 5 bytes per report. Any reports in any order are restored exactly.
/// </summary>
/// <remarks>See <see cref="PositionColumns"/> for the columns, <see cref="Envelope"/> for version and checksum.</remarks>
public static class ChunkCodec
{
    /// <summary>Above zstd's level 3 such short content does not get smaller.</summary>
    public const int ChunkLevel = 3;

    /// <summary>Encodes reports in the given order.</summary>
    public static byte[] Encode(ReadOnlySpan<PositionReport> reports)
    {
        var content = new ByteWriter(64 + (reports.Length * 24));
        try
        {
            PositionColumns.Write(reports, ref content);
            return Envelope.Wrap(PositionColumns.Version, content.Written, ChunkLevel);
        }
        finally
        {
            content.Dispose();
        }
    }

    /// <summary>Decodes the output of <see cref="Encode"/>.</summary>
    /// <exception cref="ChunkFormatException">The bytes are not a complete and unchanged chunk.</exception>
    public static PositionReport[] Decode(ReadOnlySpan<byte> chunk)
    {
        var content = new ByteWriter(chunk.Length * 4);
        try
        {
            var version = Envelope.Unwrap(PositionColumns.Version, chunk, ref content);
            var reader = new ByteReader(content.Written);
            var reports = PositionColumns.Read(ref reader, version);
            reader.End();
            return reports;
        }
        finally
        {
            content.Dispose();
        }
    }
}
