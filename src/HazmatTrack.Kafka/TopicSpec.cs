namespace HazmatTrack.Kafka;

/// <summary>A topic this program needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">How many partitions it gets when it is created; one that exists keeps its number.</param>
/// <param name="Settings">Topic settings at creation, such as <c>retention.ms</c>.</param>
internal sealed record TopicSpec(string Name, int Partitions, IReadOnlyDictionary<string, string>? Settings = null);
