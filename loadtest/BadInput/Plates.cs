using System.Globalization;
using System.Text.RegularExpressions;

namespace HazmatTrack.BadInput;

/// <summary>The forms and spellings of plates as README has them, told without the product's own reader: by regular expressions.</summary>
internal static partial class Plates
{
    private const string Office = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-Z]";

    /// <summary>Each form with the codes of the colours it can have.</summary>
    private static readonly (Regex Form, int[] Colours)[] s_forms =
    [
        (Whole($"{Office}[0-9A-Z]{{5}}"), [1, 2, 3, 4, 5, 9, 91, 92]),
        (Whole($"{Office}[ABCDEFGHJK][0-9A-Z][0-9]{{4}}"), [5, 9, 94]),
        (Whole($"{Office}[0-9]{{5}}[ABCDEFGHJK]"), [5, 9, 93]),
        (Whole($"{Office}[0-9A-Z]{{4}}[挂学]"), [2, 9]),
        (Whole($"{Office}[0-9A-Z]{{4}}警"), [4, 9]),
        (Whole("[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]([XS][0-9A-Z]{4}|[0-9]{5})应急"), [4, 9]),
        (Whole("粤Z[0-9A-Z]{4}[港澳]"), [3, 9]),
        (Whole($"{Office}[0-9]{{4}}领"), [3, 9]),
        (Whole("[0-9]{6}使"), [3, 9]),
    ];

    /// <summary>The id of the vehicle that a text names; null where it names none.</summary>
    public static string? Vehicle(string? text)
    {
        if (text is not { Length: <= 40 } || Parts().Match(text) is not { Success: true } parts)
        {
            return null;
        }

        var plate = Plate(parts.Groups["plate"].Value);
        var colour = int.Parse(Narrow(parts.Groups["colour"].Value), CultureInfo.InvariantCulture);
        return s_forms.Any(f => f.Form.IsMatch(plate) && f.Colours.Contains(colour)) ? string.Create(CultureInfo.InvariantCulture, $"{plate}_{colour}") : null;
    }

    /// <summary>A careless spelling of a vehicle's id.</summary>
    public static string Spell(string id, Random random)
    {
        var text = string.Concat(id.Select((c, i) => random.Next(5) switch
        {
            0 when c is > ' ' and <= '~' => (char)(c + 0xFEE0),
            1 when c != '_' => char.ToLowerInvariant(c),
            2 when i > 1 && i < id.LastIndexOf('_') => c switch { '1' => 'I', '0' => 'o', _ => c },
            _ => c,
        }));
        return random.Next(3) > 0 ? text.Insert(random.Next(1, 3), "·- \u00A0　•・.".Substring(random.Next(8), 1)) : text;
    }

    private static string Plate(string text)
    {
        var plate = Small().Replace(Narrow(Signs().Replace(text, "")), m => m.Value.ToUpperInvariant());

        // The letters that no serial has; an office may have an O. What begins with a digit, or has one for an office, is serial before.
        var serial = plate is [>= '0' and <= '9', ..] || plate is [_, >= '0' and <= '9', ..] ? 0 : 2;
        return plate.Length < serial ? plate : plate[..serial] + plate[serial..].Replace('I', '1').Replace('O', '0');
    }

    private static string Narrow(string text) => Wide().Replace(text, m => ((char)(m.Value[0] - 0xFEE0)).ToString());

    private static Regex Whole(string form) => new($@"\A{form}\z", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\A(?<plate>.+)[_＿]\s*(?<colour>[0-9０-９]{1,2})\s*\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"[\s\p{Cf}.．·•‧∙⋅・･·ꞏ●\-－‐‑‒–—―−﹣]", RegexOptions.CultureInvariant)]
    private static partial Regex Signs();

    [GeneratedRegex("[！-～]", RegexOptions.CultureInvariant)]
    private static partial Regex Wide();

    [GeneratedRegex("[a-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Small();
}
