namespace HazmatTrack.Kafka;

/// <summary>The settings of a consumer.</summary>
/// <param name="BatchSize">The most records of one poll.</param>
internal sealed record ConsumerSettings(string Topic, string Group, int BatchSize);
