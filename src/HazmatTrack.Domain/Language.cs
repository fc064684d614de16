namespace HazmatTrack.Domain;

/// <summary>A language of the product's texts; Chinese where nothing else is asked for.</summary>
public enum Language
{
    Chinese,
    English,
}
