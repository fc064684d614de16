using System.Collections.Immutable;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>Which parts of hot state could be asked, in which life each of them is, and for which partitions they are whole in it.</summary>
/// <param name="lives">The life of each part; null where it was not asked for or its server cannot be asked.</param>
/// <param name="marks">For each part, the life in which it was whole for a partition.</param>
/// <param name="fault">Why some parts have no life; null where each that was asked has.</param>
public sealed class HotCompleteness(IReadOnlyList<string?> lives, IReadOnlyList<IReadOnlyDictionary<int, string>> marks, string? fault)
{
    /// <summary>Everything is there, for any partition.</summary>
    public static readonly HotCompleteness Complete = new([], [], null) { _always = PartSet.All };

    /// <summary>Everything can be asked, and nothing is whole.</summary>
    public static readonly HotCompleteness Empty = new(
        [.. Enumerable.Repeat("empty", HotParts.Count)], [.. Enumerable.Repeat(ImmutableDictionary<int, string>.Empty, HotParts.Count)], null);

    private PartSet _always;

    /// <summary>Why not every part that was asked for could be asked.</summary>
    public string? Fault => fault;

    /// <summary>The parts that could be asked.</summary>
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

    /// <summary>The life of a part that could be asked.</summary>
    public string LifeOf(int part) => lives[part] ?? throw new ArgumentOutOfRangeException(nameof(part), "The part could not be asked.");
}
