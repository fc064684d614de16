namespace HazmatTrack.Domain.Audit;

/// <summary>
/// One entry of the audit record (审计记录): who did what to which vehicles, for what purpose, and how it ended. Texts are cleaned when they are set: control
/// characters and lone surrogates become U+FFFD, and a text ends after 1,000 characters.
/// </summary>
public sealed record AuditEntry
{
    public required AuditActor Actor { get; init; }

    /// <summary>An id by which the actions of one session belong together; never the secret of the session.</summary>
    public string? Session { get; init => field = AuditText.Clean(value); }

    public required AuditAction Action { get; init; }

    /// <summary>The kind of object, such as <c>track</c>, <c>alert</c> or <c>permit</c>.</summary>
    public string? ObjectKind { get; init => field = AuditText.Clean(value); }

    /// <summary>The object within its kind, such as the id of an alert; null where the vehicles say it.</summary>
    public string? ObjectId { get; init => field = AuditText.Clean(value); }

    public AuditVehicles Vehicles { get; init; } = AuditVehicles.None;

    /// <summary>The first instant that was asked for, of event time.</summary>
    public Instant? From { get; init; }

    /// <summary>The last instant that was asked for, of event time.</summary>
    public Instant? To { get; init; }

    /// <summary>The number of rows that were handed out; null where nothing was, or where it is unknown.</summary>
    public long? Rows { get; init; }

    /// <summary>The purpose that the actor gave (个人信息保护法 art. 28: a specific purpose).</summary>
    public string? Purpose { get; init => field = AuditText.Clean(value); }

    /// <summary>The number of the case that the actor gave.</summary>
    public string? CaseNumber { get; init => field = AuditText.Clean(value); }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>The network address of the client.</summary>
    public string? Address { get; init => field = AuditText.Clean(value); }

    /// <summary>The id of the request, as in logs.</summary>
    public string? RequestId { get; init => field = AuditText.Clean(value); }

    /// <summary>When it happened, by the clock of the program that saw it.</summary>
    public required Instant At { get; init; }
}
