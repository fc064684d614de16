using System.Globalization;
using System.Text;
using HazmatTrack.Domain;

namespace HazmatTrack.Http;

/// <summary>
/// The name of a downloaded file: its content, and the span in China's time. Given twice, as RFC 6266 requires: in ASCII, where the Chinese
/// characters of a plate are transliterated, and in UTF-8.
/// </summary>
internal static class DownloadName
{
    /// <summary>
    /// The characters of plates. Provinces have their letter codes of GB/T 2260, followed by a hyphen, since the city's letter comes next; the
    /// others have their Pinyin, the ports of Hong Kong and Macao their codes.
    /// </summary>
    private static readonly Dictionary<char, string> s_letters = (
        "京BJ- 津TJ- 冀HE- 晋SX- 蒙NM- 辽LN- 吉JL- 黑HL- 沪SH- 苏JS- 浙ZJ- 皖AH- 闽FJ- 赣JX- 鲁SD- 豫HA- 鄂HB- 湘HN- 粤GD- 桂GX- 琼HI- 渝CQ- "
        + "川SC- 贵GZ- 云YN- 藏XZ- 陕SN- 甘GS- 青QH- 宁NX- 新XJ- 挂GUA 学XUE 警JING 港HK 澳MO 应YING 急JI 使SHI 领LING")
        .Split(' ').ToDictionary(l => l[0], l => l[1..]);

    /// <summary>The value of Content-Disposition.</summary>
    /// <param name="isDownload">Whether a browser saves the file rather than shows it.</param>
    /// <param name="what">A vehicle id, or the content of the file.</param>
    /// <param name="from">The begin of the span.</param>
    /// <param name="to">The end of the span.</param>
    /// <param name="extension">Without the dot.</param>
    public static string Disposition(bool isDownload, string what, Instant from, Instant to, string extension)
    {
        var name = $"{what}_{Text(from)}_{Text(to)}.{extension}";
        return $"{(isDownload ? "attachment" : "inline")}; filename=\"{Ascii(name)}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }

    /// <summary>A name in ASCII; a character without a transliteration is replaced by its code point.</summary>
    public static string Ascii(string name)
    {
        var ascii = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            _ = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? ascii.Append(c)
                : s_letters.TryGetValue(c, out var letters) ? ascii.Append(letters)
                : ascii.Append(CultureInfo.InvariantCulture, $"u{(int)c:X4}");
        }

        return ascii.ToString();
    }

    private static string Text(Instant time) =>
        time.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}
