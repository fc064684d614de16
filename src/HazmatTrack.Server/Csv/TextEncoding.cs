using System.Text;

namespace HazmatTrack.Server.Csv;

/// <summary>
/// The encoding of a text, detected from its bytes: a byte order mark; else UTF-16 where every second byte is zero; else UTF-8 where the lines are valid
/// UTF-8; else GB18030, which contains GBK and GB 2312.
/// </summary>
/// <param name="Name">The name shown to users.</param>
/// <param name="Encoding">Decodes an invalid byte to U+FFFD.</param>
internal sealed record TextEncoding(string Name, Encoding Encoding)
{
    public static readonly TextEncoding Utf8 = new("UTF-8", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    public static readonly TextEncoding Utf16LittleEndian = new("UTF-16 LE", new UnicodeEncoding(bigEndian: false, byteOrderMark: false));
    public static readonly TextEncoding Utf16BigEndian = new("UTF-16 BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: false));

    public static readonly TextEncoding Gb18030 = new(
        "GB18030", CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))!);

    private const int BufferLength = 1024 * 1024;

    /// <summary>Reads a stream to its end, with one buffer for any length.</summary>
    /// <remarks>
    /// The majority of lines decides, so that one damaged line does not change the encoding of a whole file; such a line is reported as bad later. In GB18030
    /// no byte of a character is a line feed.
    /// </remarks>
    public static TextEncoding Detect(Stream content)
    {
        var buffer = new byte[BufferLength];
        var length = content.ReadAtLeast(buffer, 4096, throwOnEndOfStream: false);
        if (Marked(buffer.AsSpan(0, length)) is { } marked)
        {
            return marked;
        }

        var (valid, invalid) = (0L, 0L);
        while (length > 0)
        {
            var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            end = end == 0 ? length : end;
            Count(buffer.AsSpan(0, end), ref valid, ref invalid);
            length -= end;
            buffer.AsSpan(end, length).CopyTo(buffer);
            var read = content.Read(buffer.AsSpan(length));
            if (read == 0)
            {
                Count(buffer.AsSpan(0, length), ref valid, ref invalid);
                break;
            }

            length += read;
        }

        return invalid > valid ? Gb18030 : Utf8;
    }

    /// <summary>Counts the lines that contain more than ASCII, by whether they are UTF-8.</summary>
    private static void Count(ReadOnlySpan<byte> lines, ref long valid, ref long invalid)
    {
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (!Ascii.IsValid(line))
            {
                if (System.Text.Unicode.Utf8.IsValid(line))
                {
                    valid++;
                }
                else
                {
                    invalid++;
                }
            }
        }
    }

    private static TextEncoding? Marked(ReadOnlySpan<byte> start)
    {
        switch (start)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return Utf8 with { Name = "UTF-8 with a byte order mark" };
            case [0xFF, 0xFE, ..]:
                return Utf16LittleEndian;
            case [0xFE, 0xFF, ..]:
                return Utf16BigEndian;
        }

        // Digits, signs and line ends make up most of a table, and have a zero byte each in UTF-16.
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            _ = start[i] != 0 ? 0 : i % 2 == 0 ? even++ : odd++;
        }

        return Math.Max(even, odd) * 4 < start.Length || start.Length < 4 ? null : odd > even ? Utf16LittleEndian : Utf16BigEndian;
    }
}
