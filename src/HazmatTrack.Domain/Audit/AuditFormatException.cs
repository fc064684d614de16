namespace HazmatTrack.Domain.Audit;

/// <summary>The bytes are not what this program writes; the message says what is wrong with them.</summary>
public sealed class AuditFormatException(string message) : Exception(message);
