using System.Globalization;
using System.Text;

namespace HazmatTrack.Domain.Vehicles;

/// <summary>
/// Reads a number plate (机动车号牌) in any spelling and brings it into the one of GA 36-2018: <c>沪ａ·1234o</c> is <c>沪A12340</c>.
/// Allocates nothing.
/// </summary>
/// <remarks>
/// <para>Letters may be lower case and characters full width; blanks of every kind, dots, hyphens and invisible characters may occur
/// anywhere. The serial (序号) has no I and no O by GA 36-2018, since they are mistaken for 1 and 0; there I is read as 1 and O as 0.</para>
/// <para>The letter of the issuing office (发牌机关代号) is not changed: O is a letter there (粤O, of a provincial department), and an I,
/// which no office has, is refused, since no digit is possible in its place either.</para>
/// <para>The number of letters in a serial is not checked: GA 36-2018 allows two, and provinces have been given more.</para>
/// </remarks>
public static class LicencePlate
{
    /// <summary>The longest plate, in characters.</summary>
    public const int MaxLength = 8;

    /// <summary>Example plates, for messages.</summary>
    public static readonly LocalText Examples = new(
        "号牌例如 沪A12345，新能源 沪AD12345 或 沪A12345D，挂车 沪A1234挂",
        "a plate is like 沪A12345, with new energy 沪AD12345 or 沪A12345D, of a trailer 沪A1234挂");

    /// <summary>The characters with which plates of the provinces begin.</summary>
    internal const string Provinces = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";

    private const int ShortestPlate = 7;

    /// <summary>Characters other than letters and digits that may follow the serial.</summary>
    private const string Words = "挂学警港澳应急使领";

    /// <summary>D A B C E: electric alone; F G H J K: other new energy.</summary>
    private const string NewEnergyLetters = "ABCDEFGHJK";

    /// <summary>Signs that people and machines put between the characters of a plate. Blanks and invisible characters are recognized by category.</summary>
    private const string Signs = ".·•‧∙⋅・･·ꞏ●-‐‑‒–—―−﹣";

    /// <summary>Reads a plate.</summary>
    /// <param name="plate">Takes the plate, <see cref="MaxLength"/> characters at most.</param>
    /// <param name="length">The number of characters of the plate; 0 where the text is no plate.</param>
    public static PlateFault Read(ReadOnlySpan<char> text, Span<char> plate, out int length, out PlateForm form)
    {
        (length, form) = (0, default);
        var count = 0;
        foreach (var given in text)
        {
            var c = Narrow(given);
            if (IsSign(c))
            {
                continue;
            }

            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && !IsProvince(c) && !Words.Contains(c, StringComparison.Ordinal))
            {
                return PlateFault.Character;
            }

            if (count == MaxLength)
            {
                return PlateFault.Length;
            }

            plate[count++] = c;
        }

        if (count == 0)
        {
            return PlateFault.Empty;
        }

        if (count < ShortestPlate)
        {
            return IsProvince(plate[0]) || char.IsAsciiDigit(plate[0]) ? PlateFault.Length : PlateFault.Province;
        }

        var fault = Judge(plate[..count], out form);
        length = fault == PlateFault.None ? count : 0;
        return fault;
    }

    /// <summary>
    /// Whether a plate of a form can be of a colour, by GA 36-2018, table 1: only certain contradictions are refused. Code 9 (other) and, for
    /// new energy, 5 (green) are sent by terminals that do not know the codes 93 and 94.
    /// </summary>
    public static bool CanBe(PlateForm form, PlateColour colour) => form switch
    {
        PlateForm.Ordinary => colour is not (PlateColour.YellowGreen or PlateColour.GradientGreen),
        PlateForm.SmallNewEnergy => colour is PlateColour.GradientGreen or PlateColour.Green or PlateColour.Other,
        PlateForm.LargeNewEnergy => colour is PlateColour.YellowGreen or PlateColour.Yellow or PlateColour.Green or PlateColour.Other,
        PlateForm.Trailer or PlateForm.Training => colour is PlateColour.Yellow or PlateColour.Other,
        PlateForm.Police or PlateForm.Emergency => colour is PlateColour.White or PlateColour.Other,
        _ => colour is PlateColour.Black or PlateColour.Other,
    };

    /// <summary>The error for a text that is no plate, with example plates. A sentence.</summary>
    public static LocalText Explain(PlateFault fault, ReadOnlySpan<char> text)
    {
        LocalText what = fault switch
        {
            PlateFault.Empty => new("没有号牌字符", "it has no characters of a plate"),
            PlateFault.Character => new("含有号牌上没有的字符", "it has a character that is on no plate"),
            PlateFault.Length => new($"号牌为 {ShortestPlate} 位或 {MaxLength} 位", $"a plate has {ShortestPlate} or {MaxLength} characters"),
            PlateFault.Province => new("开头不是省、自治区、直辖市简称，例如沪、苏、浙、皖", "it does not begin with a province, such as 沪, 苏, 浙 or 皖"),
            PlateFault.Office => new("省份简称后没有发牌机关代号字母", "the letter of the issuing office does not follow the province"),
            _ => new("发牌机关代号之后不是 GA 36-2018 规定的序号", "what follows the issuing office is no serial of GA 36-2018"),
        };
        var shown = Shown(text);
        return new($"“{shown}”不是 GA 36-2018 规定的号牌：{what.Chinese}；{Examples.Chinese}。", $"'{shown}' is not a plate of GA 36-2018: {what.English}; {Examples.English}.");
    }

    /// <summary>The kind of vehicle whose plates have a form, for messages.</summary>
    public static LocalText Name(PlateForm form) => form switch
    {
        PlateForm.SmallNewEnergy => new("小型新能源汽车", "a small new-energy vehicle (小型新能源汽车)"),
        PlateForm.LargeNewEnergy => new("大型新能源汽车", "a large new-energy vehicle (大型新能源汽车)"),
        PlateForm.Trailer => new("挂车", "a trailer (挂车)"),
        PlateForm.Training => new("教练汽车", "a vehicle of a driving school (教练汽车)"),
        PlateForm.Police => new("警用汽车", "a police vehicle (警用汽车)"),
        PlateForm.HongKongMacao => new("港澳入出境车", "a vehicle of Hong Kong or Macao (港澳入出境车)"),
        PlateForm.Emergency => new("应急救援车辆", "an emergency rescue vehicle (应急救援)"),
        PlateForm.Embassy => new("使馆汽车", "a vehicle of an embassy (使馆汽车)"),
        PlateForm.Consulate => new("领馆汽车", "a vehicle of a consulate (领馆汽车)"),
        _ => new("普通汽车", "an ordinary vehicle"),
    };

    /// <summary>A text as a message can show it: shortened, and without characters that a terminal or a log would treat as a command.</summary>
    internal static string Shown(ReadOnlySpan<char> text)
    {
        const int Most = 40;
        var shown = new StringBuilder();
        foreach (var rune in text[..Math.Min(text.Length, Most)].EnumerateRunes())
        {
            shown.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? Rune.ReplacementChar : rune);
        }

        return text.Length > Most ? $"{shown}…" : shown.ToString();
    }

    private static PlateFault Judge(Span<char> plate, out PlateForm form)
    {
        form = default;
        if (!IsProvince(plate[0]))
        {
            form = PlateForm.Embassy;
            Digitise(plate[..6]);
            return plate is [.. var number, '使'] && IsNumber(number, 6) ? PlateFault.None : PlateFault.Province;
        }

        if (plate is [_, .. var ministry, '应', '急'] && ministry.Length == 5 && char.IsAsciiDigit(plate[1]))
        {
            form = PlateForm.Emergency;
            Digitise(ministry);
            return IsNumber(ministry, 5) ? PlateFault.None : PlateFault.Serial;
        }

        if (!char.IsAsciiLetterUpper(plate[1]) || plate[1] == 'I')
        {
            return PlateFault.Office;
        }

        var serial = plate[2..];
        Digitise(serial);
        var found = FormOf(plate[0], plate[1], serial);
        form = found ?? default;
        return found is null ? PlateFault.Serial : PlateFault.None;
    }

    private static PlateForm? FormOf(char province, char office, ReadOnlySpan<char> serial) => serial switch
    {
        [.. var number, '应', '急'] => office is 'X' or 'S' && IsSerial(number, 4) ? PlateForm.Emergency : null,
        [.. var number, '挂'] => IsSerial(number, 4) ? PlateForm.Trailer : null,
        [.. var number, '学'] => IsSerial(number, 4) ? PlateForm.Training : null,
        [.. var number, '警'] => IsSerial(number, 4) ? PlateForm.Police : null,
        [.. var number, '港' or '澳'] => province == '粤' && office == 'Z' && IsSerial(number, 4) ? PlateForm.HongKongMacao : null,
        [.. var number, '领'] => IsNumber(number, 4) ? PlateForm.Consulate : null,
        { Length: 5 } => IsSerial(serial, 5) ? PlateForm.Ordinary : null,
        [var first, var second, .. var number]
            when IsSerial([second], 1) && IsNumber(number, 4) && NewEnergyLetters.Contains(first, StringComparison.Ordinal) => PlateForm.SmallNewEnergy,
        [.. var number, var last] when IsNumber(number, 5) && NewEnergyLetters.Contains(last, StringComparison.Ordinal) => PlateForm.LargeNewEnergy,
        _ => null,
    };

    private static bool IsNumber(ReadOnlySpan<char> text, int length) => IsSerial(text, length, 'A');

    /// <summary>Whether a text has a given length and consists of digits and of letters before <paramref name="end"/>.</summary>
    private static bool IsSerial(ReadOnlySpan<char> text, int length, char end = (char)('Z' + 1))
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && (c < 'A' || c >= end))
            {
                return false;
            }
        }

        return text.Length == length;
    }

    /// <summary>Replaces the letters that a serial does not have by the digits they are mistaken for.</summary>
    private static void Digitise(Span<char> serial)
    {
        foreach (ref var c in serial)
        {
            c = c switch
            {
                'I' => '1',
                'O' => '0',
                _ => c,
            };
        }
    }

    /// <summary>A full-width character as the ASCII one, a small letter as the capital.</summary>
    private static char Narrow(char c)
    {
        var narrow = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c;
        return char.IsAsciiLetterLower(narrow) ? (char)(narrow & ~0x20) : narrow;
    }

    private static bool IsProvince(char c) => Provinces.Contains(c, StringComparison.Ordinal);

    private static bool IsSign(char c) => !char.IsAsciiLetterOrDigit(c)
        && (Signs.Contains(c, StringComparison.Ordinal) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format);
}
