namespace HazmatTrack.Kafka;

/// <summary>How the members of a consumer group share the partitions.</summary>
internal enum GroupProtocol
{
    /// <summary>KIP-848: the broker assigns, and one partition moves without stopping the others. Kafka 4.0 and later.</summary>
    Consumer,

    /// <summary>The members assign; a partition that stays is not interrupted.</summary>
    CooperativeSticky,

    /// <summary>The members assign; all partitions stop for each change.</summary>
    Range,
}
