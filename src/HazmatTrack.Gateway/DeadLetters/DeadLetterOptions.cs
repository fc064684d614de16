using System.ComponentModel.DataAnnotations;
using HazmatTrack.Gateway.Ingest;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>Section <c>DeadLetters</c>: how much of what was refused operators can read.</summary>
internal sealed class DeadLetterOptions
{
    public const string Section = "DeadLetters";

    /// <summary>The greatest <see cref="MostBytes"/>.</summary>
    public const int LargestBody = ItemText.Most;

    /// <summary>How long a letter is kept. How many reports were refused is known for as long as history is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many letters of an operator and a day are kept; what is refused beyond them is counted. Nobody's letters count as one operator's.</summary>
    [Range(1, 1_000_000)]
    public int MostPerDay { get; set; } = 1000;

    /// <summary>How much of an original is kept, bytes. A <c>PositionMessage</c> has some 60, an item by HTTP some 200.</summary>
    [Range(256, LargestBody)]
    public int MostBytes { get; set; } = 4096;
}
