using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Subscriptions.Settings;

/// <summary>Section <c>Subscriptions</c>: how alerts are sent to other systems and to people.</summary>
internal sealed class SubscriptionOptions : IValidatableObject
{
    public const string Section = "Subscriptions";

    /// <summary>Whether addresses of webhooks may begin with http, unencrypted.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Ranges of addresses that webhooks may lead to though they are not public.</summary>
    public string[] AllowedRanges { get; set; } = [];

    /// <summary>The pause after the first failure; each later one is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long after it was taken in an event that was not delivered becomes a dead letter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "30.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a receiver may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests are under way to one receiver at most, each about another vehicle.</summary>
    [Range(1, 50)]
    public int AtOnce { get; set; } = 4;

    /// <summary>How long a process that is silent keeps its subscriptions from the others.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many events of a subscription are on their way at most; the others stay with the alerts until there is room.</summary>
    [Range(1, 1_000_000)]
    public int MostWaiting { get; set; } = 10_000;

    /// <summary>With how many dead letters a subscription is disabled.</summary>
    [Range(1, 1_000_000)]
    public int MostDeadLetters { get; set; } = 10_000;

    /// <summary>How long a dead letter is kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepDeadLetters { get; set; } = TimeSpan.FromDays(30);

    public RetryPolicy Policy() => new(FirstPause, LongestPause, GiveUpAfter);

    public IReadOnlyList<AddressRange> ReadRanges() => [.. AllowedRanges.Select(AddressRange.Parse)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var range in AllowedRanges)
        {
            if (!AddressRange.TryParse(range, out _, out var why))
            {
                yield return new LocalFault(new($"'{range}'：{why.Chinese}", $"'{range}': {why.English}"), nameof(AllowedRanges));
            }
        }

        if (LongestPause < FirstPause)
        {
            yield return new LocalFault(
                new(
                    $"{LongestPause} 短于 {Section}:{nameof(FirstPause)}（{FirstPause}）。", $"{LongestPause} is shorter than {Section}:{nameof(FirstPause)} ({FirstPause})."),
                nameof(LongestPause));
        }

        if (Lease < Timeout * 2)
        {
            yield return new LocalFault(
                new(
                    $"{Lease} 短于 {Section}:{nameof(Timeout)}（{Timeout}）的两倍：其间另一进程可能发送同样的内容。",
                    $"{Lease} is shorter than twice {Section}:{nameof(Timeout)} ({Timeout}): another process could send the same meanwhile."),
                nameof(Lease));
        }
    }
}
