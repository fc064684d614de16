using System.Globalization;
using System.Text.Json;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Requests;

/// <summary>Words what a parser finds wrong with a JSON text: the parser has English words alone, and some of them are for the one who calls it.</summary>
internal static class JsonFault
{
    /// <summary>The parser's words, by a part of them, and what they mean; the first that fits.</summary>
    private static readonly (string Part, string Chinese)[] s_chinese =
    [
        ("trailing comma", "末尾多了一个逗号"),
        ("invalid start of a value", "此处应为一个值"),
        ("invalid start of a property name", "此处应为带双引号的成员名"),
        ("after a property name", "成员名之后应为冒号"),
        ("invalid after a value", "值之后应为逗号或结尾的括号"),
        ("invalid after a single JSON value", "结尾之后还有内容"),
        ("depth of", "嵌套超过 16 层"),
        ("Expected depth to be zero", "内容不完整，缺少结尾的括号"),
        ("reached end of data", "内容不完整"),
        ("did not reach the end", "内容不完整"),
        ("within a JSON string", "文本中有未转义的控制字符或引号"),
        ("escapable character", "文本中有不正确的转义"),
        ("Duplicate", "成员重复"),
        ("leading zero", "数字以 0 开头"),
        ("number", "不是 JSON 的数字"),
        ("literal", "不是 true、false 或 null"),
    ];

    /// <summary>The fault and its place; line and byte are counted from 1.</summary>
    /// <param name="e">What the parser throws.</param>
    /// <param name="linesBefore">The lines before this text.</param>
    public static LocalText Describe(JsonException e, long linesBefore = 0)
    {
        // The suffix of the reader counts from 0, and within the text alone.
        var words = e.Message.Split(" LineNumber:")[0];
        var (line, at) = (linesBefore + (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
        var chinese = s_chinese.FirstOrDefault(c => words.Contains(c.Part, StringComparison.OrdinalIgnoreCase)).Chinese ?? "语法错误";
        words = words.Replace(" which is not supported in this mode", "", StringComparison.Ordinal)
            .Replace(" Change the reader options.", "", StringComparison.Ordinal);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"第 {line} 行第 {at} 字节处{chinese}。"),
            string.Create(CultureInfo.InvariantCulture, $"{words} (line {line}, byte {at})"));
    }
}
