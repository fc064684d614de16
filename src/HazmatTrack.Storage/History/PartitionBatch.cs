using HazmatTrack.Storage.History.Model;

namespace HazmatTrack.Storage.History;

/// <summary>A batch and the partition it goes to.</summary>
public readonly record struct PartitionBatch(IHistoryPartition Partition, HistoryBatch Batch);
