namespace HazmatTrack.Domain.Vehicles;

/// <summary>Why a text is no plate.</summary>
public enum PlateFault
{
    /// <summary>It is a plate.</summary>
    None,

    /// <summary>It has nothing but signs that separate the characters of a plate.</summary>
    Empty,

    /// <summary>It has a character that is on no plate.</summary>
    Character,

    /// <summary>It has fewer than 7 or more than 8 characters, blanks and signs left out.</summary>
    Length,

    /// <summary>It does not begin with the short name of a province.</summary>
    Province,

    /// <summary>No letter of an issuing office follows the province.</summary>
    Office,

    /// <summary>The part after the issuing office has none of the forms.</summary>
    Serial,

    /// <summary>A plate of this form is never of that colour.</summary>
    Colour,
}
