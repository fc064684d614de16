namespace HazmatTrack.Http.Access;

/// <summary>
/// What an administrator did with an object, as the audit record says it after the id of the object, such as <c>3kTq9ZbVw1Xy revoked</c>. Entries are kept for
/// years and searched by these words: a word never changes.
/// </summary>
internal static class Deeds
{
    public const string Created = "created";
    public const string Changed = "changed";
    public const string Deleted = "deleted";
    public const string Revoked = "revoked";
    public const string Registered = "registered";
    public const string Suspended = "suspended";
    public const string Resumed = "resumed";
    public const string VehiclesRegistered = "vehicles registered";
    public const string VehiclesReleased = "vehicles released";
    public const string SessionsEnded = "sessions ended";
    public const string Disabled = "disabled";
    public const string Enabled = "enabled";
    public const string MissedSkipped = "missed skipped";
    public const string SecretRotated = "secret rotated";
    public const string Pinged = "pinged";
    public const string DeadLettersReplayed = "dead-letters replayed";
    public const string DeadLettersDropped = "dead-letters dropped";

    /// <summary>The call was allowed and changed nothing, as when a key is revoked again.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>
    /// Says what a call did, for the audit record. It is said once it is done, and stays where the answer fails after that. Before, and where the call is
    /// refused, the object is the id alone.
    /// </summary>
    /// <param name="how">With which terms, such as for whom a key is; null where the deed says all.</param>
    public static void Did(this HttpContext context, string kind, string id, string deed, string? how = null) =>
        context.Look().Object = (kind, how is null ? $"{id} {deed}" : $"{id} {deed} {how}");
}
