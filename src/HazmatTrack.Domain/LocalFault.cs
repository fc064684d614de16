using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Domain;

/// <summary>What is wrong with a setting, in both languages of the product.</summary>
public sealed class LocalFault(LocalText text, params string[] members) : ValidationResult(text.English, members)
{
    public LocalText Text => text;
}

/// <summary>The Chinese text of what an attribute of a setting says in English where the value does not fit.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChineseFaultAttribute(string text) : Attribute
{
    public string Text => text;
}
