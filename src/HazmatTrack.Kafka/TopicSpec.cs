namespace HazmatTrack.Kafka;

/// <summary>A topic that this program needs.</summary>
/// <param name="Partitions">The number of partitions at creation; an existing topic keeps its number.</param>
/// <param name="Settings">Topic settings at creation, such as <c>retention.ms</c>.</param>
internal sealed record TopicSpec(string Name, int Partitions, IReadOnlyDictionary<string, string>? Settings = null);
