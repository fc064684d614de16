using System.Collections.Immutable;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>The parts of hot state whose servers answered, the life of each, and the partitions for which each is complete in it.</summary>
/// <param name="lives">The life of each part; null where it was not requested or its server is unavailable.</param>
/// <param name="marks">For each part, the life in which it was complete for a partition.</param>
/// <param name="fault">Why some parts have no life; null where each requested part has one.</param>
public sealed class HotCompleteness(IReadOnlyList<string?> lives, IReadOnlyList<IReadOnlyDictionary<int, string>> marks, string? fault)
{
    /// <summary>Every part is complete, for any partition.</summary>
    public static readonly HotCompleteness Complete = new([], [], null) { _always = PartSet.All };

    /// <summary>Every part is available, and none is complete.</summary>
    public static readonly HotCompleteness Empty = new(
        [.. Enumerable.Repeat("empty", HotParts.Count)], [.. Enumerable.Repeat(ImmutableDictionary<int, string>.Empty, HotParts.Count)], null);

    private PartSet _always;

    /// <summary>Why not every requested part is available.</summary>
    public string? Fault => fault;

    /// <summary>The parts that are available.</summary>
    public PartSet Known { get; } = lives.Select((life, part) => (life, part)).Aggregate(PartSet.None, (set, p) => p.life is null ? set : set.With(p.part));

    /// <summary>The parts that hold every known vehicle of a partition that belongs to them.</summary>
    public PartSet CompleteFor(int partition)
    {
        var whole = _always;
        for (var part = 0; part < lives.Count; part++)
        {
            whole = lives[part] is { } life && marks[part].TryGetValue(partition, out var marked) && marked == life ? whole.With(part) : whole;
        }

        return whole;
    }

    /// <summary>The life of an available part.</summary>
    public string LifeOf(int part) => lives[part] ?? throw new ArgumentOutOfRangeException(nameof(part), "The part could not be asked.");
}
