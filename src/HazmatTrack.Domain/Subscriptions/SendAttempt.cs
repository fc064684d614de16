namespace HazmatTrack.Domain.Subscriptions;

/// <summary>One attempt to send, and what the receiver answered.</summary>
/// <param name="Status">The status of HTTP or SMTP; null where there was no answer.</param>
/// <param name="Error">What went wrong, for the administrator; null where nothing did.</param>
/// <param name="Excerpt">The beginning of the answer; null without one.</param>
/// <param name="RetryAfter">How long the receiver asks to wait; null where it does not say.</param>
public sealed record SendAttempt(SendResult Result, int? Status = null, string? Error = null, string? Excerpt = null, TimeSpan? RetryAfter = null)
{
    /// <summary>The longest excerpt and error that are kept, in characters.</summary>
    public const int LongestText = 500;

    /// <summary>What a status of HTTP means.</summary>
    /// <param name="status">The status.</param>
    /// <param name="retryAfter">The header Retry-After; null without one.</param>
    /// <param name="excerpt">The beginning of the body.</param>
    public static SendAttempt FromStatus(int status, TimeSpan? retryAfter, string? excerpt) => status switch
    {
        >= 200 and < 300 => new(SendResult.Delivered, status, null, excerpt),
        410 => new(SendResult.Gone, status, "The receiver answered 410: it wants no more events.", excerpt),
        429 or 503 => new(SendResult.Busy, status, $"The receiver answered {status}.", excerpt, retryAfter),
        >= 300 and < 400 => new(SendResult.Refused, status, $"The receiver answered {status}; redirects are not followed. Register the address that it names.", excerpt),
        _ => new(SendResult.Refused, status, $"The receiver answered {status}.", excerpt),
    };
}
