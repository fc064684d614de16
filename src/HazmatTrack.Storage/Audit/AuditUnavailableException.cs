namespace HazmatTrack.Storage.Audit;

/// <summary>
/// An entry could not be stored in time, or nobody knows whether it was: the answer that it is about must not be given. The caller answers 503; the next try
/// makes an entry of its own.
/// </summary>
public sealed class AuditUnavailableException(string message, Exception cause) : Exception(message, cause);
