namespace HazmatTrack.Kafka.Embedded;

/// <summary>An embedded part did not start; the message is for the operator.</summary>
internal sealed class EmbeddedStartException(string message, Exception? inner) : Exception(message, inner);
