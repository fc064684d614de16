using System.Globalization;

namespace HazmatTrack.Server.Csv;

/// <summary>Numbers and blanks as tables hold them.</summary>
internal static class CsvNumber
{
    private static readonly string[] s_nothing = ["", "-", "--", "null", "nil", "none", "n/a", "na", "nan", "无", "空"];

    /// <summary>A cell without blanks around it and full-width forms; empty where it says in some way that it holds nothing.</summary>
    public static string Clean(string cell)
    {
        var text = System.Text.Ascii.IsValid(cell) ? cell.Trim() : cell.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        return text.Length <= 4 && Array.Exists(s_nothing, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) ? "" : text;
    }

    /// <summary>A number with a decimal point; with a decimal comma where the separator is another character.</summary>
    public static bool TryParse(string text, char separator, out double number)
    {
        if (separator != ',' && text.Contains(',', StringComparison.Ordinal) && !text.Contains('.', StringComparison.Ordinal))
        {
            text = text.Replace(',', '.');
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
