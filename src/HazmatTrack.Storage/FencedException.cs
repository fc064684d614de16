namespace HazmatTrack.Storage;

/// <summary>Another owner has taken the partition over: the caller must drop what is in flight, which will be read again from the log.</summary>
public sealed class FencedException(int partition)
    : Exception($"Partition {partition} of topic positions is owned by another silo now; this one stops writing for it.")
{
    public int Partition { get; } = partition;
}
