using System.Globalization;

namespace HazmatTrack.Server.Csv;

/// <summary>Parses numbers and blanks as tables contain them.</summary>
internal static class CsvNumber
{
    private static readonly string[] s_nothing = ["", "-", "--", "null", "nil", "none", "n/a", "na", "nan", "无", "空"];

    /// <summary>A cell without surrounding blanks and full-width forms; empty where its text means that it has no value.</summary>
    public static string Clean(string cell)
    {
        var text = System.Text.Ascii.IsValid(cell) ? cell.Trim() : cell.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        return text.Length <= 4 && Array.Exists(s_nothing, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) ? "" : text;
    }

    /// <summary>Parses a number with a decimal point, or with a decimal comma where the separator is another character.</summary>
    public static bool TryParse(string text, char separator, out double number)
    {
        if (separator != ',' && text.Contains(',', StringComparison.Ordinal) && !text.Contains('.', StringComparison.Ordinal))
        {
            text = text.Replace(',', '.');
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
