using System.Text;

namespace HazmatTrack.Domain.Audit;

/// <summary>Texts of entries come from requests, and are made harmless before they are stored.</summary>
internal static class AuditText
{
    /// <summary>The longest text, in UTF-16 characters: enough for a purpose in words, and too short to fill the record with.</summary>
    public const int MaxLength = 1000;

    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text without control characters, which could forge lines of a printed record, and without lone surrogates, which have no bytes in UTF-8: each
    /// becomes U+FFFD. A text over <see cref="MaxLength"/> is cut.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= MaxLength && !NeedsCleaning(text)))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            clean.Append(Rune.IsControl(rune) ? Replacement.ToString() : rune.ToString());
        }

        return clean.ToString();
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (var c in text)
        {
            // A pair of surrogates costs a look at the whole text.
            if (char.IsControl(c) || char.IsSurrogate(c))
            {
                return true;
            }
        }

        return false;
    }
}
