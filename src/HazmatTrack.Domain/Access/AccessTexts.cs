namespace HazmatTrack.Domain.Access;

/// <summary>Texts that people give and others read in lists and logs.</summary>
internal static class AccessTexts
{
    /// <summary>Whether a text has a visible character, is no longer than this and has no control characters, which could forge a line of a log.</summary>
    public static bool IsText(string? text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest && !text.Any(char.IsControl);
}
