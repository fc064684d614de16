namespace HazmatTrack.Storage.Access.Memory;

/// <summary>Whether a key or a session lets its caller in. Callers learn no more than that they are refused; the audit record has the reason.</summary>
public enum AccessOutcome
{
    Granted,

    /// <summary>It has not the form of a key or of a session's secret: most likely it was mistyped or cut off.</summary>
    Malformed,

    /// <summary>There is none, or the secret is wrong. For sessions also: it has ended, was ended, or was idle for too long.</summary>
    Unknown,

    /// <summary>The key has expired.</summary>
    Expired,

    /// <summary>The key was revoked.</summary>
    Revoked,

    /// <summary>The key must not be used from this address.</summary>
    WrongAddress,

    /// <summary>It is an operator's, and the operator is suspended or not registered.</summary>
    OperatorRefused,

    /// <summary>The store does not answer, so that nobody is let in. The caller may try again.</summary>
    Unavailable,
}
