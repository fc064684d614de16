namespace HazmatTrack.Domain;

/// <summary>A text for users, in both languages of the product.</summary>
public readonly record struct LocalText(string Chinese, string English)
{
    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.English ? English : Chinese;

    /// <summary>Both texts with the same change made to each.</summary>
    public LocalText With(Func<string, string> chinese, Func<string, string> english) => new(chinese(Chinese), english(English));
}
