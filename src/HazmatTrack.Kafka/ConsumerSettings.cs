namespace HazmatTrack.Kafka;

/// <summary>What a consumer reads.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Group">The consumer group.</param>
/// <param name="BatchSize">The most records of one poll.</param>
internal sealed record ConsumerSettings(string Topic, string Group, int BatchSize);
